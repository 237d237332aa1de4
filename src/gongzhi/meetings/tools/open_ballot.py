#!/usr/bin/env python3
"""
Open the envelopes of a secret ballot with two of the three shares, on a computer without network.
在不联网的电脑上，用三份份额中的两份打开无记名表决的信封。

    python open_ballot.py key prepare.json              make a key and three share sheets 生成密钥和三份份额
    python open_ballot.py open envelopes.json -o FILE   open the envelopes 打开信封（依次输入两份份额）

Needs Python 3.9 or newer and PyNaCl ("pip install pynacl"). One file; nothing is sent anywhere, nothing is kept.
"""

import argparse
import base64
import getpass
import hashlib
import hmac
import json
import re
import secrets
import sys
from collections import Counter
from pathlib import Path

SALT = hashlib.sha256(b"gongzhi-ballot-1").digest()
CODE = re.compile(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}")
SEED_BYTES, CHECK_BYTES, SHARE_LETTERS, STEP = 16, 3, 32, 64


class Refused(Exception):
    """Something does not fit; the words say what, in both languages."""


def canonical(value):
    """Write JSON in exactly one way."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def digest(content):
    """Take the SHA-256 of text or bytes, in hex."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def merkle_root(hashes):
    """Take one hash over a list of hashes (RFC 6962)."""
    level = [hashlib.sha256(b"\x00" + bytes.fromhex(each)).digest() for each in hashes]
    if not level:
        return hashlib.sha256(b"").hexdigest()
    while len(level) > 1:
        above = [hashlib.sha256(b"\x01" + a + b).digest() for a, b in zip(level[::2], level[1::2])]
        level = above + (level[-1:] if len(level) % 2 else [])
    return level[0].hex()


# --- Shares: Shamir over GF(256) -----------------------------------------------------------------


def times(left, right):
    """Multiply in GF(256) with the polynomial of AES."""
    product = 0
    while right:
        product ^= left if right & 1 else 0
        left = (left << 1) ^ (0x11B if left & 0x80 else 0)
        right >>= 1
    return product


def inverse(value):
    """Invert in GF(256)."""
    return next(each for each in range(1, 256) if times(value, each) == 1)


def fingerprint(public):
    """Name a key as on the share sheets: 16 hex digits of the SHA-256 over its public halves (seal, sign; hex)."""
    digits = digest(bytes.fromhex("".join(public)))[:16].upper()
    return " ".join(digits[at : at + 4] for at in range(0, 16, 4))


def short(content):
    """Take twelve bits of a SHA-256."""
    return int.from_bytes(hashlib.sha256(content).digest()[:2], "big") >> 4


def key_half(body, ballot, public):
    """Bind a share to its key: the upper half of its checksum."""
    return short(b"gongzhi-share-key-1" + ballot.encode() + bytes.fromhex("".join(public)) + body)


def checksum(body, ballot, upper):
    """Put both halves of a checksum together; the lower one tells a slip, also in the upper one."""
    lower = short(b"gongzhi-share-1" + ballot.encode() + body + upper.to_bytes(2, "big"))
    return (upper << 12 | lower).to_bytes(CHECK_BYTES, "big")


def split(seed, ballot, public):
    """Split the seed into three shares, as printed."""
    slopes = secrets.token_bytes(len(seed))
    for place in (1, 2, 3):
        body = bytes([place]) + bytes(s ^ times(r, place) for s, r in zip(seed, slopes))
        text = base64.b32encode(body + checksum(body, ballot, key_half(body, ballot, public))).decode()
        yield "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def read_share(typed, ballot, public, which):
    """Read a share from paper: (place, value); ``which`` names it in a refusal."""
    letters = "".join(each for each in typed.upper() if each.isalnum())
    try:
        raw = base64.b32decode(letters) if len(letters) == SHARE_LETTERS else b""
    except ValueError:
        raw = b""
    body, check = raw[:-CHECK_BYTES], raw[-CHECK_BYTES:]
    upper = int.from_bytes(check, "big") >> 12
    if not raw or body[0] not in (1, 2, 3) or check != checksum(body, ballot, upper):
        raise Refused(
            f"{which} is not a share of this ballot; compare group by group. 不是本次表决的份额，请逐组核对。"
        )
    if upper != key_half(body, ballot, public):
        name = fingerprint(public)
        raise Refused(
            f"{which} is of another key: its sheet was replaced. Take the sheet with the fingerprint {name}. "
            f"属于另一把密钥，已作废。请用印有密钥指纹 {name} 的那一份。"
        )
    return body[0], body[1:]


def combine(one, other):
    """Put two shares together."""
    (x, left), (y, right) = one, other
    if x == y:
        raise Refused("These are the same share. 两份是同一份份额。")
    over = inverse(x ^ y)
    wx, wy = times(y, over), times(x, over)
    return bytes(times(a, wx) ^ times(b, wy) for a, b in zip(left, right))


# --- Key and envelopes ----------------------------------------------------------------------------


def keys_of(seed, ballot):
    """Make the ballot's two keys from its seed (HKDF-SHA256)."""
    from nacl.public import PrivateKey
    from nacl.signing import SigningKey

    middle = hmac.digest(SALT, seed, "sha256")
    seal, sign = (hmac.digest(middle, f"{use} {ballot}".encode() + b"\x01", "sha256") for use in ("seal", "sign"))
    return PrivateKey(seal), SigningKey(sign)


def inner(ballot, choices, code):
    """Write an inner envelope, without its padding."""
    return canonical({"ballot": ballot, "choices": choices, "code": code}).encode()


def envelope_size(question):
    """Count the bytes of an inner envelope."""
    codes = sorted((each["code"] for each in question["options"]), key=len, reverse=True)
    return -(-len(inner("0" * 36, codes[: question["max_choices"]], "A" * 19)) // STEP) * STEP


def read_inner(plain, question, ballot):
    """Read an inner envelope: (code, choices, reason); a reason means that it counts for nothing."""
    try:
        said = json.loads(plain)
        code, named, choices = said["code"], said["ballot"], said["choices"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return "", [], "damaged"
    words = [named, code, *choices] if isinstance(choices, list) else [None]
    if not all(isinstance(each, str) for each in words) or not CODE.fullmatch(code):
        return "", [], "damaged"
    if plain != inner(named, choices, code).ljust(envelope_size(question)):
        return "", [], "damaged"
    if named != ballot:
        return code, [], "other_ballot"
    known = [each["code"] for each in question["options"]]
    ordered = choices == [each for each in known if each in choices]
    if not ordered or not question["min_choices"] <= len(choices) <= question["max_choices"]:
        return code, [], "choices"
    return code, choices, ""


def open_envelope(box, ciphertext, question, ballot):
    """Open one sealed envelope."""
    from nacl.exceptions import CryptoError

    try:
        plain = box.decrypt(ciphertext)
    except (CryptoError, ValueError):
        return "", [], "sealed_otherwise"
    return read_inner(plain, question, ballot)


def opening(document, ciphertexts, found):
    """Write the list of what was in the envelopes, in the order of the check codes."""
    often = Counter(code for code, _choices, _reason in found if code)
    entries, invalid = [], []
    for code, choices, reason in found:
        if reason or often[code] > 1:
            invalid.append({"code": code, "reason": reason or "repeated_code"})
        else:
            entries.append({"code": code, "choices": choices})
    return canonical(
        {
            "format": "gongzhi-opening/1",
            "ballot": json.loads(document)["ballot"],
            "document": digest(document),
            "root": merkle_root(sorted(digest(each) for each in ciphertexts)),
            "entries": sorted(entries, key=lambda each: each["code"]),
            "invalid": sorted(invalid, key=lambda each: (each["code"], each["reason"])),
        }
    )


def document_of(file):
    """Read what the file of envelopes says of its ballot: (document, public halves of the key)."""
    if not isinstance(file, dict) or file.get("format") != "gongzhi-envelopes/1":
        raise Refused("This is not the file of envelopes. 这不是信封文件。")
    said = json.loads(file["document"])
    return said, (said["key"]["seal"], said["key"]["sign"])


def public_of(secret, signer):
    """Give the public halves of a key in hex."""
    return bytes(secret.public_key).hex(), bytes(signer.verify_key).hex()


def open_file(file, typed_shares):
    """Open the file of envelopes with two shares as typed; give the text of the file to hand back."""
    from nacl.public import SealedBox

    said, public = document_of(file)
    document, ballot, question = file["document"], said["ballot"], said["question"]
    names = ("第一份 share 1", "第二份 share 2")
    seed = combine(*(read_share(each, ballot, public, name) for name, each in zip(names, typed_shares)))
    secret, signer = keys_of(seed, ballot)
    if public_of(secret, signer) != public:
        raise Refused("These shares do not open this ballot. 这两份份额打不开本次表决。")
    ciphertexts = [base64.b64decode(each) for each in file["envelopes"]]
    box = SealedBox(secret)
    found = [open_envelope(box, each, question, ballot) for each in ciphertexts]
    text = opening(document, ciphertexts, found)
    signature = signer.sign(text.encode()).signature.hex()
    return canonical({"format": "gongzhi-opened/1", "opening": text, "signature": signature})


def make_key(file):
    """Make a key for a prepared ballot: (text of the key file, three shares)."""
    if not isinstance(file, dict) or file.get("format") != "gongzhi-prepare/1":
        raise Refused("This is not the file of a prepared ballot. 这不是准备文件。")
    seed = secrets.token_bytes(SEED_BYTES)
    ballot = file["ballot"]
    public = public_of(*keys_of(seed, ballot))
    text = canonical({"format": "gongzhi-key/1", "ballot": ballot, "seal": public[0], "sign": public[1]})
    return text, list(split(seed, ballot, public))


def read_json(path):
    """Read a JSON file."""
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise Refused(f"Cannot read {path}. 读不出 {path}。") from problem


def run_key(options):
    """Make a key; write its public half, show the shares once."""
    file = read_json(options.file)
    text, shares = make_key(file)
    said = json.loads(text)
    mark = f"密钥指纹 key fingerprint: {fingerprint((said['seal'], said['sign']))}"
    Path(options.out or "key.json").write_text(text, encoding="utf-8")
    for place, (name, share) in enumerate(zip(file["scrutineers"], shares), start=1):
        print(f"\n第 {place} 份 share {place} · {name}\n    {share}\n    {mark}")
    print("\nCopy each share and the fingerprint onto its own sheet; they are not kept.")
    print("Every scrutineer compares the fingerprint with the page of the ballot before the vote.")
    print("请把份额和指纹分别抄到各自的纸上，本程序不保存份额。表决前，监票人各自核对页面上的指纹。")


def run_open(options):
    """Open the envelopes; write the list that is handed back."""
    file = read_json(options.file)
    print(f"密钥指纹 key fingerprint: {fingerprint(document_of(file)[1])}")
    print("Compare it with the one on both sheets. 请与两份份额纸上的核对。")
    typed = options.share or [getpass.getpass(f"第 {place} 份 share {place}: ") for place in ("一 1", "二 2")]
    text = open_file(file, typed)
    out = Path(options.out or "opening.json")
    out.write_text(text, encoding="utf-8")
    said = json.loads(json.loads(text)["opening"])
    print(f"有效 valid {len(said['entries'])} · 无效 invalid {len(said['invalid'])}")
    print(f"{out} · SHA-256 {digest(json.loads(text)['opening'])}")
    print("Both pairs must get the same SHA-256. 两组监票人得到的数必须一样。")


def main(arguments=None):
    """Do what was asked; 0 if it was done."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("deed", choices=("key", "open"))
    parser.add_argument("file")
    parser.add_argument("-o", "--out", help="where to write 写到哪个文件")
    parser.add_argument("--share", action="append", help="a share, twice; asked for if left out 份额，两次")
    options = parser.parse_args(arguments)
    try:
        if options.share and len(options.share) != 2:
            raise Refused("Two shares are needed. 需要两份份额。")
        (run_key if options.deed == "key" else run_open)(options)
    except Refused as problem:
        print(problem, file=sys.stderr)
        return 1
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        print("The file is damaged. 文件已损坏。", file=sys.stderr)
        return 1
    except ImportError:
        print('PyNaCl is missing: "pip install pynacl". 缺少 PyNaCl。', file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
