// Bytes, hashes and texts in the one form that Python writes too. SHA-256 is written out here: browsers keep theirs for
// https, and a hall without a certificate votes as well.

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const PRIMES = Array.from({ length: 312 }, (_each, at) => at).filter((n) => n > 1 && !Array.from({ length: n }, (_each, at) => at).some((d) => d > 1 && n % d === 0));
const fraction = (value) => ((value - Math.floor(value)) * 2 ** 32) | 0;
const ROUNDS = PRIMES.slice(0, 64).map((prime) => fraction(Math.cbrt(prime)));
const START = PRIMES.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
const turn = (value, by) => (value >>> by) | (value << (32 - by));

function mix(state, words) {
  for (let at = 16; at < 64; at += 1) {
    const [one, two] = [words[at - 15], words[at - 2]];
    const small = turn(one, 7) ^ turn(one, 18) ^ (one >>> 3);
    const large = turn(two, 17) ^ turn(two, 19) ^ (two >>> 10);
    words[at] = (words[at - 16] + small + words[at - 7] + large) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let at = 0; at < 64; at += 1) {
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROUNDS[at] + words[at]) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  return [a, b, c, d, e, f, g, h].map((value, at) => (value + state[at]) | 0);
}

export function sha256(bytes) {
  const padded = new Uint8Array(((bytes.length + 72) >> 6) << 6);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(padded.length - 4, bytes.length << 3);
  let state = START;
  for (let block = 0; block < padded.length; block += 64) {
    const words = new Int32Array(64);
    for (let at = 0; at < 16; at += 1) words[at] = view.getInt32(block + at * 4);
    state = mix(state, words);
  }
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((value, at) => digest.setInt32(at * 4, value));
  return new Uint8Array(digest.buffer);
}

export function joined(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => { all.set(part, at); return at + part.length; }, 0);
  return all;
}

export function hmac(key, message) {
  const block = new Uint8Array(64);
  block.set(key.length > 64 ? sha256(key) : key);
  const inner = sha256(joined(block.map((byte) => byte ^ 0x36), message));
  return sha256(joined(block.map((byte) => byte ^ 0x5c), inner));
}

export const utf8 = (text) => new TextEncoder().encode(text);
export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
export const toBase64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
export const fromBase64 = (text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
export const fromHex = (text) => Uint8Array.from(text.match(/../g) ?? [], (byte) => parseInt(byte, 16));
export const grouped = (text, between = "-") => text.match(/.{1,4}/g).join(between);

export function toBase32(bytes) {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("");
  return bits.match(/.{5}/g).map((five) => ALPHABET[parseInt(five, 2)]).join("");
}

export function fromBase32(text) {
  const places = Array.from(text, (each) => ALPHABET.indexOf(each));
  if (places.includes(-1)) return null;
  const bits = places.map((place) => place.toString(2).padStart(5, "0")).join("");
  return Uint8Array.from((bits.match(/.{8}/g) ?? []).map((eight) => parseInt(eight, 2)));
}

// Keys sorted, no blanks, ASCII only: what `canonical` in ballots.py writes.
export function canonical(value) {
  const sorted = (each) => {
    if (Array.isArray(each)) return each.map(sorted);
    if (each === null || typeof each !== "object") return each;
    return Object.fromEntries(Object.keys(each).sort().map((key) => [key, sorted(each[key])]));
  };
  return JSON.stringify(sorted(value)).replace(/[\u007f-\uffff]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

export function merkleRoot(hashes) {
  let level = hashes.map((each) => sha256(joined([0], each)));
  if (!level.length) return hex(sha256([]));
  while (level.length > 1) {
    const above = [];
    for (let at = 0; at + 1 < level.length; at += 2) above.push(sha256(joined([1], level[at], level[at + 1])));
    level = level.length % 2 ? [...above, level.at(-1)] : above;
  }
  return hex(level[0]);
}
