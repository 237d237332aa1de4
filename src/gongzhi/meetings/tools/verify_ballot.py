#!/usr/bin/env python3
"""
Count a published secret ballot again, and check that nothing in it was altered.
重新点算已公布的无记名表决，并核对有没有改动。

    python verify_ballot.py bundle.zip [--key KEY-ID]

Exit code 0: everything holds. 1: something does not, and the program says what. Needs Python 3.9 or newer and nothing
else. It asks no network. ``--key`` compares the key that signed the log with the id printed on the minutes (16 digits;
several with commas): do so, because whoever forges a whole bundle can also put a key of their own into it.
返回码 0 表示全部相符，1 表示有不符。请用 --key 核对会议纪要上印的日志密钥编号（有几个就用逗号隔开）。
"""

import argparse
import base64
import hashlib
import json
import re
import sys
import zipfile
from fractions import Fraction
from math import ceil, floor

NAMES = {"document.json", "closing.json", "opened.json", "result.json", "log.json", "README.txt"}
READMES = {"bd6946962ffb0f0a71baf568389e64c570b1c85770a4ed0114b31cdf089fe506"}  # of all versions
LARGEST = 32 * 1024 * 1024
CODE = re.compile(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}")
HEX = re.compile(r"[0-9a-f]{64}")
REASONS = {"choices", "damaged", "other_ballot", "repeated_code", "sealed_otherwise"}
THRESHOLD = re.compile(r">=?\d{1,9}(?:/[1-9]\d{0,8})?")
NOTE = re.compile(
    r"gongzhi audit log 1\nfederation (?P<federation>[0-9a-f-]{36})\nsize (?P<size>\d{1,18})\n"
    r"root (?P<root>[A-Za-z0-9+/]{43}=)\nat (?P<at>[0-9T:.+-]{32})\n\n"
    r"signature (?P<key>[0-9a-f]{16}) (?P<signature>[A-Za-z0-9+/]{86}==)\n?"
)


class Wrong(Exception):
    """A check fails."""


def need(holds, words):
    """Fail with these words unless something holds."""
    if not holds:
        raise Wrong(words)


def is_count(value):
    """Tell whether something is a whole number, 0 or more."""
    return type(value) is int and value >= 0


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


# --- Ed25519 signatures (RFC 8032) ------------------------------------------------------------------

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)
NO_KEY = "密钥或签名读不懂 a key or a signature is unreadable"


def _add(a, b):
    s, t = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    u, v = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = t - s, v - u, v + u, t + s
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(number, point):
    result = (0, 1, 1, 0)
    while number:
        result = _add(result, point) if number & 1 else result
        point = _add(point, point)
        number >>= 1
    return result


def _point(raw):
    number = int.from_bytes(raw, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    need(y < P, NO_KEY)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if (x * x - square) % P == 0 else x * ROOT % P
    need((x * x - square) % P == 0 and not (x == 0 and sign), NO_KEY)
    x = P - x if (x & 1) != sign else x
    return x, y, 1, x * y % P


def is_signed(key, message, signature):
    """Tell whether an Ed25519 key (32 bytes) signed a message; unreadable keys and points are refused at once."""
    need(len(key) == 32 and len(signature) == 64, NO_KEY)
    base = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
    s = int.from_bytes(signature[32:], "little")
    need(s < L, NO_KEY)
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    left, right = _times(s, base), _add(_point(signature[:32]), _times(k, _point(key)))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


class Bundle:
    """The texts of a bundle, read and in their one form."""

    def __init__(self, path):
        """Read the zip; refuse what is missing, doubled, too large or not in its form."""
        with zipfile.ZipFile(path) as archive:
            names = [each.filename for each in archive.infolist()]
            need(sorted(names) == sorted(NAMES), "文件不全或多余 files are missing or too many")
            need(sum(each.file_size for each in archive.infolist()) <= LARGEST, "文件过大 too large")
            texts = {name: archive.read(name).decode("utf-8") for name in names}
        need(digest(texts["README.txt"]) in READMES, "README.txt: 说明被改动 the explanation was altered")
        self.document_text, self.document = self._json(texts, "document.json", "gongzhi-ballot/1")
        self.closing_text, self.closing = self._json(texts, "closing.json", "gongzhi-closing/1")
        self.result_text, self.result = self._json(texts, "result.json", "gongzhi-result/1")
        _text, opened = self._json(texts, "opened.json", "gongzhi-opened/1")
        self.opening_text, self.signature = opened["opening"], opened["signature"]
        _text, self.opening = self._json({"": self.opening_text}, "", "gongzhi-opening/1")
        _text, self.log = self._json(texts, "log.json", "gongzhi-log/1")
        self.question, self.ballot, self.signers = self.document["question"], self.document["ballot"], set()

    @staticmethod
    def _json(texts, name, form):
        value = json.loads(texts[name])
        need(isinstance(value, dict) and value.get("format") == form, f"{name}: 格式不对 not in its form")
        need(canonical(value) == texts[name], f"{name}: 写法被改动 not written in its one form")
        return texts[name], value


def check_documents(bundle):
    """Every text speaks of the same ballot and the same document."""
    document = digest(bundle.document_text)
    for name, said in (("closing", bundle.closing), ("opening", bundle.opening), ("result", bundle.result)):
        need(said["ballot"] == bundle.ballot, f"{name}: 属于另一次表决 is of another ballot")
        need(said["document"] == document, f"{name}: 议题或名单对不上 does not fit question or roll")
    closing, opening = digest(bundle.closing_text), digest(bundle.opening_text)
    need(bundle.result["closing"] == closing, "result: 与封存清单不符 does not fit the closing list")
    need(bundle.result["opening"] == opening, "result: 与开票清单不符 does not fit the opening list")
    halves = bytes.fromhex(bundle.document["key"]["seal"] + bundle.document["key"]["sign"])
    mark = " ".join(re.findall("....", digest(halves)[:16].upper()))
    return f"表决 ballot {bundle.ballot} · 密钥指纹，与份额纸核对 key fingerprint, compare with the sheets: {mark}"


def check_question(bundle):
    """The question can be answered, and its roll names nobody twice."""
    codes = [each["code"] for each in bundle.question["options"]]
    need(len(set(codes)) == len(codes) > 0, "选项重复 options are repeated")
    least, most = bundle.question["min_choices"], bundle.question["max_choices"]
    need(0 <= least <= most <= len(codes), "选择数不对 numbers of choices do not fit")
    places = [each["place"] for each in bundle.document["roll"]]
    need(places == list(range(1, len(places) + 1)), "应到名单不连续 the roll has gaps")
    return f"{bundle.question['title']} · 应到 entitled {len(places)}"


def check_closing(bundle):
    """Envelopes are listed once each, in order; voters are on the roll, and as many as envelopes and papers."""
    closing = bundle.closing
    hashes = closing["hashes"]
    need(is_count(closing["paper_voters"]), "领纸质票人数不对 the number of paper voters is none")
    need(all(HEX.fullmatch(each) for each in hashes), "存根码不对 a hash is not in its form")
    need(hashes == sorted(set(hashes)), "信封清单乱序或重复 envelopes are out of order or repeated")
    need(merkle_root(hashes) == closing["root"], "信封清单被改动 the list of envelopes was altered")
    given = len(hashes) + closing["paper_voters"]
    need(closing["voters_count"] == given, "人数与信封数不符 voters and envelopes differ")
    voters = closing["voters"]
    if voters is not None:
        roll = [each["name"] for each in bundle.document["roll"]]
        for name in voters:
            need(name in roll, f"{name} 不在应到名单 is not on the roll")
            roll.remove(name)
        need(len(voters) == closing["voters_count"], "投票人名单与人数不符 the list of voters does not fit")
    return f"信封 envelopes {len(hashes)} · 纸质票 papers {closing['paper_voters']}"


def check_opening(bundle):
    """Every envelope was opened, each line is valid, codes are in order, and the scrutineers' key signed the list."""
    opening, question = bundle.opening, bundle.question
    need(opening["root"] == bundle.closing["root"], "开的不是这些信封 other envelopes were opened")
    entries, invalid = opening["entries"], opening["invalid"]
    need(len(entries) + len(invalid) == len(bundle.closing["hashes"]), "开票数与信封数不符 opened and sealed differ")
    codes = [each["code"] for each in entries]
    need(all(CODE.fullmatch(each) for each in codes), "验票码不对 a check code is not in its form")
    need(codes == sorted(set(codes)), "验票码乱序或重复 check codes are out of order or repeated")
    known = [each["code"] for each in question["options"]]
    for each in entries:
        chosen = each["choices"]
        need(chosen == [code for code in known if code in chosen], f"{each['code']}: 选择无效 invalid choice")
        fits = question["min_choices"] <= len(chosen) <= question["max_choices"]
        need(fits, f"{each['code']}: 选择数 number of choices")
    are_known = all(set(each) == {"code", "reason"} and each["reason"] in REASONS for each in invalid)
    need(are_known, "无效票原因不对 an unknown reason")
    key, signature = bytes.fromhex(bundle.document["key"]["sign"]), bytes.fromhex(bundle.signature)
    signed = is_signed(key, bundle.opening_text.encode(), signature)
    need(signed, "不是监票人的密钥签的 not signed with the scrutineers' key")
    return f"有效 valid {len(entries)} · 无效 invalid {len(invalid)}"


def check_papers(bundle):
    """The counted papers can be true: no more than were taken, and the marks fit them."""
    papers, taken, question = bundle.result["papers"], bundle.closing["paper_voters"], bundle.question
    need((papers is None) == (taken == 0), "领了纸质票却没有点算，或点了没人领的票 papers taken and counted do not fit")
    if papers is None:
        return "没有 none"
    votes, valid, blank, spoiled = (papers[name] for name in ("votes", "valid", "blank", "spoiled"))
    numbers, codes = [*votes.values(), valid, blank, spoiled], {each["code"] for each in question["options"]}
    need(set(votes) == codes and all(map(is_count, numbers)), "纸质票数不是票数 these are no counts of papers")
    need(valid + spoiled <= taken, "纸质票多于领票人 more papers than were taken")
    need(blank <= (valid if question["min_choices"] == 0 else 0), "空白票数不对 blank papers do not fit")
    marked, marks = valid - blank, sum(votes.values())
    least, most = max(question["min_choices"], 1), question["max_choices"]
    need(max(votes.values()) <= marked, "一项的票数多于纸质票 more marks for one than papers")
    need(marked * least <= marks <= marked * most, "纸质票的票数加不起来 the marks do not fit the papers")
    need(len(papers["tellers"]) == 2, "点纸质票的不是两人 papers are counted by two")
    return f"点算 counted {valid + spoiled} · 领了没交回 taken and not handed in {taken - valid - spoiled}"


def check_counts(bundle):
    """The published numbers are those of the list and the papers."""
    result, papers = bundle.result, bundle.result["papers"]
    codes = [each["code"] for each in bundle.question["options"]]
    votes = dict.fromkeys(codes, 0)
    for entry in bundle.opening["entries"]:
        for code in entry["choices"]:
            votes[code] += 1
    blank = sum(not entry["choices"] for entry in bundle.opening["entries"])
    valid, invalid = len(bundle.opening["entries"]), len(bundle.opening["invalid"])
    if papers is not None:
        votes = {code: votes[code] + papers["votes"][code] for code in codes}
        blank, valid, invalid = blank + papers["blank"], valid + papers["valid"], invalid + papers["spoiled"]
    again = {"votes": votes, "blank": blank, "invalid": invalid, "valid": valid}
    need(again == result["counted"], f"点算结果不符，应为 the count differs, it should be {canonical(again)}")
    labels = {each["code"]: each["label"] for each in bundle.question["options"]}
    return " · ".join(f"{labels[code]} {votes[code]}" for code in codes)


def needed_of(threshold, number):
    """Find the smallest count that meets a threshold such as ``>=2/3`` or ``>1/2``."""
    need(THRESHOLD.fullmatch(threshold), "比例写法不对 a share is not in its form")
    exact = Fraction(threshold.lstrip(">=")) * number
    return ceil(exact) if threshold.startswith(">=") else floor(exact) + 1


def check_outcome(bundle):
    """The outcome follows from the numbers by the clause in the document."""
    result, rule = bundle.result, bundle.document["rule"]
    entitled, present = result["entitled"], result["present"]
    need(is_count(entitled) and is_count(present), "人数不对 a number of persons is none")
    need(entitled == len(bundle.document["roll"]), "应到数不符 entitled differ")
    need(bundle.closing["voters_count"] <= present <= entitled, "到会数不符 present does not fit")
    quorum = needed_of(rule["quorum"], entitled)
    need(result["quorum_needed"] == quorum, "法定人数不符 the quorum differs")
    if present < quorum:
        need(not result["carried"] and not result["elected"], "人数不足却作出决定 decided without a quorum")
        return "人数不足，没有作出决定 no quorum, nothing decided"
    needed = max(1, needed_of(rule["passes"], entitled if rule["base"] == "entitled" else present))
    need(result["votes_needed"] == needed, "所需票数不符 the votes needed differ")
    votes = result["counted"]["votes"]
    if bundle.question["kind"] == "motion":
        need(result["carried"] == (votes["for"] >= needed), "通过与否不符 the outcome does not follow from the votes")
        return f"需 needed {needed} · {'通过 carried' if result['carried'] else '未通过 not carried'}"
    elected = sorted(winners(votes, needed, bundle.question["max_choices"]))
    need(sorted(result["elected"]) == elected, "当选人与票数不符 the elected do not follow from the votes")
    return f"需 needed {needed} · 当选 elected {len(elected)}"


def winners(votes, needed, seats):
    """Name the elected: enough votes, and among the most of them; equals at the border wait for another ballot."""
    enough = sorted((code for code in votes if votes[code] >= needed), key=lambda code: -votes[code])
    if len(enough) <= seats:
        return enough
    border = votes[enough[seats - 1]]
    clear = [code for code in enough if votes[code] > border]
    level = [code for code in enough if votes[code] == border]
    return clear + level if len(clear) + len(level) <= seats else clear


def check_event(bundle, name, action, facts):
    """An event of the log says these facts, and stands in a tree that was signed; give its time and its checkpoint."""
    proof = bundle.log[name]
    header = json.loads(proof["event"])
    content = json.loads(proof["content"])
    need(header[3] == action and header[5] == bundle.ballot, f"日志 log {name}: 不是这件事 is another event")
    salted = bytes.fromhex(proof["salt"]) + proof["content"].encode()
    need(header[11] == digest(salted), f"日志 log {name}: 内容被改动 contents were altered")
    for key, value in facts.items():
        need(content["facts"].get(key) == value, f"日志 log {name}: {key} 与日志不符 differs from the log")
    here = hashlib.sha256(b"\x00" + proof["event"].encode()).digest()
    note = NOTE.fullmatch(proof["checkpoint"])
    need(note and note["federation"] == header[0], f"日志 log {name}: 校验点不对 the checkpoint is unreadable")
    index, size, path = proof["index"], int(note["size"]), [bytes.fromhex(step) for step in proof["path"]]
    root = base64.b64decode(note["root"])
    need(leads(here, index, size, path) == root, f"日志 log {name}: 不在日志中 is not in the log")
    body = proof["checkpoint"][: proof["checkpoint"].index("signature ")]
    key = bytes.fromhex(bundle.log["keys"][note["key"]])
    need(note["key"] == digest(key)[:16], f"日志 log {name}: 密钥编号不符 another key")
    signed = is_signed(key, body.encode(), base64.b64decode(note["signature"]))
    need(signed, f"日志 log {name}: 签名无效 the signature is invalid")
    bundle.signers.add(note["key"])
    return note["at"], index, size


def leads(here, index, size, path):
    """Follow an inclusion proof to the root (RFC 9162, 2.1.3.2)."""
    need(0 <= index < size, "日志序号不对 the index does not fit")
    last, rest = size - 1, list(path)
    while last:
        if index % 2 or index < last:
            need(rest, "证明不完整 the proof is cut short")
            other = rest.pop(0)
            pair = other + here if index % 2 else here + other
            here = hashlib.sha256(b"\x01" + pair).digest()
        index, last = index >> 1, last >> 1
    need(not rest, "证明过长 the proof is too long")
    return here


def check_log(bundle):
    """Question and roll were logged before the vote, envelopes before they were opened, the result after."""
    asked, counted = {"document": digest(bundle.document_text)}, {"result": digest(bundle.result_text)}
    _at, first, _size = check_event(bundle, "document", "meetings.ballot.opened", asked)
    closing = {"closing": digest(bundle.closing_text), "root": bundle.closing["root"]}
    closed_at, second, sealed = check_event(bundle, "closing", "meetings.ballot.closed", closing)
    _at, third, _size = check_event(bundle, "result", "meetings.ballot.published", counted)
    need(first < second < sealed <= third, "先后顺序不对 the order of events is wrong")
    due, said = bundle.document.get("closes_at"), json.loads(bundle.log["closing"]["content"])["facts"]
    is_early = due is not None and bundle.closing["closed_at"] < due
    need(not is_early or said.get("reason"), "提前结束却没有写明原因 closed early, and no reason is in the log")
    return f"封存于 sealed at {closed_at}" + (f" · 提前结束 closed early: {said['reason']}" if is_early else "")


def check_key(bundle, asked):
    """The log was signed with the keys whose ids are printed on paper, and with no other."""
    found, known = "、".join(sorted(bundle.signers)), set(re.findall(r"\w+", asked.lower()))
    need(bundle.signers == set(bundle.log["keys"]), "日志里有多余的密钥 a key of the log signed nothing")
    need(not asked.strip() or bundle.signers <= known, f"日志密钥编号是 the log's keys are {found}")
    return f"日志密钥 log key {found}" + ("" if asked else "，请与会议纪要核对 (compare with the minutes)")


CHECKS = (
    ("各文件互相对应 All texts belong together", check_documents),
    ("议题和应到名单 Question and roll", check_question),
    ("封存清单 Envelopes that were sealed", check_closing),
    ("开票清单 What was in them", check_opening),
    ("纸质票 Papers", check_papers),
    ("重新点算 Counted again", check_counts),
    ("结论 Outcome", check_outcome),
    ("日志 Log", check_log),
)


def verify(path, key="", say=print):
    """Run every check; tell whether all hold."""
    try:
        bundle = Bundle(path)
        checks = [*CHECKS, ("密钥 Key", lambda each: check_key(each, key))]
        for words, check in checks:
            say(f"相符 ok    {words}: {check(bundle)}")
    except Wrong as problem:
        say(f"不符 WRONG {problem}")
        return False
    except Exception as problem:  # noqa: BLE001 -- whatever damaged bytes lead to, they are damaged
        say(f"不符 WRONG 打不开、不完整或读不懂 damaged, cut short or unreadable ({type(problem).__name__})")
        return False
    say("全部相符。请再查看自己的验票码。All holds. Now look up your own check code.")
    return True


def main(arguments=None):
    """Check a bundle; 0 if everything holds, 1 if not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundle")
    parser.add_argument("--key", default="", help="key ids printed on the minutes 会议纪要上的日志密钥编号")
    options = parser.parse_args(arguments)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    return 0 if verify(options.bundle, options.key) else 1


if __name__ == "__main__":
    sys.exit(main())
