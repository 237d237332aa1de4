// The key of a ballot: a seed of 128 bits, split into three shares of which any two give it back (GF(256), as AES).

import sodium from "../vendor/libsodium-wrappers.mjs";
import { fromBase32, grouped, hex, hmac, joined, sha256, toBase32, utf8 } from "./ballot_bytes.mjs";

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

const checkOf = (body, ballot) => sha256(joined(utf8("gongzhi-share-1"), utf8(ballot), body)).slice(0, CHECK_BYTES);

export function split(seed, ballot) {
  const slopes = crypto.getRandomValues(new Uint8Array(seed.length));
  return [1, 2, 3].map((place) => {
    const body = joined([place], seed.map((byte, at) => byte ^ times(slopes[at], place)));
    return grouped(toBase32(joined(body, checkOf(body, ballot))));
  });
}

// A share as typed; null if it is none of this ballot.
export function readShare(typed, ballot) {
  const letters = Array.from(typed.toUpperCase()).filter((each) => /[\p{L}\p{N}]/u.test(each)).join("");
  const raw = letters.length === SHARE_LETTERS ? fromBase32(letters) : null;
  if (!raw) return null;
  const [body, check] = [raw.slice(0, -CHECK_BYTES), raw.slice(-CHECK_BYTES)];
  const fits = body[0] >= 1 && body[0] <= 3 && hex(check) === hex(checkOf(body, ballot));
  return fits ? { place: body[0], value: body.slice(1) } : null;
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
  return { file, shares: split(seed, ballot) };
}
