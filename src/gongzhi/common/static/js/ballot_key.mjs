// The key of a ballot: a seed of 128 bits, split into three shares of which any two give it back (GF(256), as AES).

import sodium from "../vendor/libsodium-wrappers.mjs";
import { fromBase32, fromHex, grouped, hex, hmac, joined, sha256, toBase32, utf8 } from "./ballot_bytes.mjs";

const SALT = sha256(utf8("gongzhi-ballot-1"));
const SEED_BYTES = 16;
const CHECK_BYTES = 3;
const SHARE_LETTERS = 32;

function times(left, right) {
  let product = 0;
  for (let [a, b] = [left, right]; b; b >>= 1) {
    if (b & 1) product ^= a;
    a = (a << 1) ^ (a & 0x80 ? 0x11b : 0);
  }
  return product;
}

function inverse(value) {
  let each = 1;
  while (times(value, each) !== 1) each += 1;
  return each;
}

// What a key is called on sheets and pages: 16 digits of the SHA-256 over its public halves.
export const fingerprintOf = ({ seal, sign }) => grouped(hex(sha256(fromHex(seal + sign))).slice(0, 16).toUpperCase(), " ");

// A checksum of twice twelve bits: the first binds a share to its key, the second tells a slip in share or first.
const short = (...parts) => ((both) => (both[0] << 4) | (both[1] >> 4))(sha256(joined(...parts)));
const keyHalf = (body, ballot, { seal, sign }) => short(utf8(`gongzhi-share-key-1${ballot}`), fromHex(seal + sign), body);
function checkOf(body, ballot, upper) {
  const lower = short(utf8(`gongzhi-share-1${ballot}`), body, [upper >> 8, upper & 255]);
  return [upper >> 4, ((upper & 15) << 4) | (lower >> 8), lower & 255];
}

export function split(seed, ballot, key) {
  const slopes = crypto.getRandomValues(new Uint8Array(seed.length));
  return [1, 2, 3].map((place) => {
    const body = joined([place], seed.map((byte, at) => byte ^ times(slopes[at], place)));
    return grouped(toBase32(joined(body, checkOf(body, ballot, keyHalf(body, ballot, key)))));
  });
}

// A share as typed; null if it is none of this ballot. `isOther` tells that it belongs to a key that was replaced.
export function readShare(typed, ballot, key) {
  const letters = Array.from(typed.toUpperCase()).filter((each) => /[\p{L}\p{N}]/u.test(each)).join("");
  const raw = letters.length === SHARE_LETTERS ? fromBase32(letters) : null;
  if (!raw) return null;
  const [body, check] = [raw.slice(0, -CHECK_BYTES), raw.slice(-CHECK_BYTES)];
  const upper = (check[0] << 4) | (check[1] >> 4);
  const fits = body[0] >= 1 && body[0] <= 3 && hex(check) === hex(checkOf(body, ballot, upper));
  return fits ? { place: body[0], value: body.slice(1), isOther: upper !== keyHalf(body, ballot, key) } : null;
}

export function combine(one, other) {
  const over = inverse(one.place ^ other.place);
  const [weight, otherWeight] = [times(other.place, over), times(one.place, over)];
  return one.value.map((byte, at) => times(byte, weight) ^ times(other.value[at], otherWeight));
}

// HKDF-SHA256: one half opens envelopes, the other signs what was in them.
export function keysOf(seed, ballot) {
  const middle = hmac(SALT, seed);
  const [seal, sign] = ["seal", "sign"].map((use) => hmac(middle, joined(utf8(`${use} ${ballot}`), [1])));
  const signer = sodium.crypto_sign_seed_keypair(sign);
  return { seal, sealPublic: sodium.crypto_scalarmult_base(seal), sign: signer.privateKey, signPublic: signer.publicKey };
}

export function makeKey(ballot) {
  const seed = crypto.getRandomValues(new Uint8Array(SEED_BYTES));
  const keys = keysOf(seed, ballot);
  const file = { format: "gongzhi-key/1", ballot, seal: hex(keys.sealPublic), sign: hex(keys.signPublic) };
  return { file, shares: split(seed, ballot, file) };
}
