// Envelopes of a ballot: seal one's own, open all of them. Byte for byte what envelopes.py and bundles.py do.

import sodium from "../vendor/libsodium-wrappers.mjs";
import { canonical, fromBase64, grouped, hex, merkleRoot, sha256, toBase32, utf8 } from "./ballot_bytes.mjs";

const CODE = /^[A-Z2-7]{4}(-[A-Z2-7]{4}){3}$/;
const STEP = 64;
const inner = (ballot, choices, code) => canonical({ ballot, choices, code });

export const ready = sodium.ready;
export const newDeedKey = () => hex(crypto.getRandomValues(new Uint8Array(16)));
export const newCode = () => grouped(toBase32(crypto.getRandomValues(new Uint8Array(10))));
export const stubOf = (sealed) => hex(sha256(sealed)).slice(0, 12);

function sizeOf(question) {
  const codes = question.options.map((option) => option.code).sort((a, b) => b.length - a.length);
  const fullest = inner("0".repeat(36), codes.slice(0, question.max_choices), "A".repeat(19));
  return Math.ceil(fullest.length / STEP) * STEP;
}

export function seal(question, ballot, publicKey, choices, code) {
  const ordered = question.options.map((option) => option.code).filter((each) => choices.includes(each));
  const plain = utf8(inner(ballot, ordered, code).padEnd(sizeOf(question)));
  return sodium.crypto_box_seal(plain, sodium.from_hex(publicKey));
}

// [code, choices, reason]; a reason means that it counts for nothing.
function readInner(plain, question, ballot) {
  const damaged = ["", [], "damaged"];
  let said;
  try {
    said = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(plain));
  } catch {
    return damaged;
  }
  const isText = (each) => typeof each === "string";
  if (!isText(said?.ballot) || !isText(said.code) || !Array.isArray(said.choices) || !said.choices.every(isText)) return damaged;
  const { ballot: named, choices, code } = said;
  const exact = inner(named, choices, code).padEnd(sizeOf(question));
  if (!CODE.test(code) || hex(utf8(exact)) !== hex(plain)) return damaged;
  if (named !== ballot) return [code, [], "other_ballot"];
  const ordered = question.options.map((option) => option.code).filter((each) => choices.includes(each));
  const fits = choices.length >= question.min_choices && choices.length <= question.max_choices;
  return fits && canonical(ordered) === canonical(choices) ? [code, choices, ""] : [code, [], "choices"];
}

function openOne(sealed, keys, question, ballot) {
  let plain;
  try {
    plain = sodium.crypto_box_seal_open(sealed, keys.sealPublic, keys.seal);
  } catch {
    return ["", [], "sealed_otherwise"];
  }
  return readInner(plain, question, ballot);
}

const before = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

// The file to hand back: the list in the order of the codes, signed with the ballot's key.
export function openAll(file, keys) {
  const document = JSON.parse(file.document);
  const sealed = file.envelopes.map(fromBase64);
  const found = sealed.map((each) => openOne(each, keys, document.question, document.ballot));
  const often = new Map();
  for (const [code] of found) if (code) often.set(code, (often.get(code) ?? 0) + 1);
  const isBad = ([code, , reason]) => reason || often.get(code) > 1;
  const hashes = sealed.map(sha256).sort((a, b) => before(hex(a), hex(b)));
  const opening = canonical({
    format: "gongzhi-opening/1",
    ballot: document.ballot,
    document: hex(sha256(utf8(file.document))),
    root: merkleRoot(hashes),
    entries: found.filter((each) => !isBad(each)).map(([code, choices]) => ({ code, choices })).sort((a, b) => before(a.code, b.code)),
    invalid: found.filter(isBad).map(([code, , reason]) => ({ code, reason: reason || "repeated_code" }))
      .sort((a, b) => before(a.code, b.code) || before(a.reason, b.reason)),
  });
  const signature = sodium.to_hex(sodium.crypto_sign_detached(utf8(opening), keys.sign));
  return { text: canonical({ format: "gongzhi-opened/1", opening, signature }), opening, digest: hex(sha256(utf8(opening))) };
}
