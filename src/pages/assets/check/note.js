// Keys, signed notes and checkpoints (C2SP signed-note and tlog-checkpoint), also as people keep them: on half a page, in a
// council paper, broken across lines by printing. What is refused has the names that `replay verify` gives it.

import { fromBase64, hex, joined, same, utf8 } from "./bytes.js";
import { sha256 } from "./sha256.js";

const ED25519 = 1;
const NOTE_MAX = 160_000;
const SIGNATURES_MAX = 100;
const DASH = "\u2014 ";
const [KEY_LENGTH, ROOT_LENGTH, SIGNATURE_LENGTH, ID_LENGTH] = [44, 44, 92, 8];
const [NAME_MAX, SIZE_LENGTH_MAX] = [255, 20];
const INVISIBLE = /[\s\u00ad\u200b-\u200d\u2060\ufeff\p{Cc}]/gu;
const DASHES = "\u2014\u2013\u2015-";

// Returns whether a text is the name of a key.
function isName(text) {
  return text.length > 0 && utf8(text).length <= NAME_MAX && !/[\s+\p{Cc}]/u.test(text);
}

// Parses `name+id+base64`. Returns the key, or the name of what is wrong with it.
export function parseKey(text) {
  const [, name, id, encoded] = /^([^+]*)\+([^+]*)\+(.*)$/s.exec(text) ?? [];
  const bytes = encoded === undefined ? null : fromBase64(encoded);
  if (!bytes || !/^[0-9a-f]{8}$/.test(id)) return { wrong: "note-verifier-key" };
  if (bytes[0] !== ED25519) return { wrong: bytes.length === 0 ? "note-verifier-key" : "note-kind" };
  if (bytes.length !== 33) return { wrong: "note-verifier-key" };
  if (!isName(name)) return { wrong: "note-name" };
  const hash = sha256(joined(utf8(`${name}\n`), bytes)).subarray(0, 4);
  if (hex(hash) !== id) return { wrong: "note-key-id" };
  return { name, id: hash, bytes: bytes.subarray(1), text };
}

const squeezed = (text) => Array.from(text.replace(INVISIBLE, ""));

// Finds the one key in a text. Returns the key, or the name of why there is none.
export function findKey(text) {
  const all = squeezed(text);
  if (all.join("").includes("PRIVATE+KEY+")) return { wrong: "key-signs" };
  const found = new Map();
  let wrong = null;
  all.forEach((character, at) => {
    if (character !== "+") return;
    const key = keyAt(all, at);
    if (key?.wrong) wrong = key.wrong;
    else if (key) found.set(key.text, key);
  });
  if (found.size > 1) return { wrong: "key-several", args: { count: found.size } };
  return [...found.values()][0] ?? { wrong: wrong ?? "key-none" };
}

// Reads the key of which the name ends before this plus. The start of the name is unknown, and settled by the id.
function keyAt(all, plus) {
  const id = all.slice(plus + 1, plus + 1 + ID_LENGTH).join("");
  if (!/^[0-9a-f]{8}$/.test(id) || all[plus + 1 + ID_LENGTH] !== "+") return null;
  const encoded = all.slice(plus + 2 + ID_LENGTH, plus + 2 + ID_LENGTH + KEY_LENGTH).join("");
  if (encoded.length !== KEY_LENGTH || !/^[A-Za-z0-9+/=]*$/.test(encoded)) return null;
  const before = all.lastIndexOf("+", plus - 1);
  const first = Math.max(plus === 0 ? 0 : before + 1, plus - NAME_MAX);
  let last = null;
  for (let from = plus - 1; from >= first; from -= 1) {
    last = parseKey(`${all.slice(from, plus).join("")}+${id}+${encoded}`);
    if (!last.wrong) return last;
  }
  return last;
}

function isText(text) {
  return text.endsWith("\n") && !/[\u0000-\u0009\u000b-\u001f]/.test(text);
}

// Parses a note. Returns its text and signatures, or null.
function parseNote(note) {
  const split = note.lastIndexOf("\n\n");
  if (split < 0 || utf8(note).length > NOTE_MAX || !note.endsWith("\n")) return null;
  const text = note.slice(0, split + 1);
  const lines = note.slice(split + 2).replace(/\n+$/, "").split("\n");
  if (!isText(text) || lines.length > SIGNATURES_MAX) return null;
  const signatures = [];
  for (const line of lines) {
    const [, name, encoded] = /^\u2014 (\S+) (.*)$/su.exec(line) ?? [];
    const bytes = encoded === undefined || !isName(name) ? null : fromBase64(encoded);
    if (!bytes || bytes.length < 5) return null;
    signatures.push({ name, id: bytes.subarray(0, 4), bytes: bytes.subarray(4) });
  }
  return { text, signatures };
}

export function parseDecimal(text) {
  return /^(?:0|[1-9][0-9]*)$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : null;
}

function hashIn(text) {
  const bytes = fromBase64(text);
  return bytes?.length === 32 ? bytes : null;
}

// Parses a signed checkpoint without verifying it: origin, size, root and note; null where it is none.
export function parseCheckpoint(note) {
  const parsed = parseNote(note);
  if (!parsed) return null;
  const lines = parsed.text.slice(0, -1).split("\n");
  const [origin, size, root] = [lines[0], parseDecimal(lines[1] ?? ""), hashIn(lines[2] ?? "")];
  if (!isName(origin) || size === null || !root || lines.slice(3).includes("")) return null;
  return { origin, size, root, note };
}

// Verifies the signature of a checkpoint: null where the key signed it, else the name of what is wrong. `undefined` says that
// this browser can not check it.
export async function signatureFault(checkpoint, key) {
  const { text, signatures } = parseNote(checkpoint.note);
  const theirs = signatures.filter((signature) => signature.name === key.name && same(signature.id, key.id));
  if (theirs.length === 0) return "note-unsigned";
  const subtle = globalThis.crypto?.subtle;
  if (!subtle) return undefined;
  let publicKey;
  try {
    publicKey = await subtle.importKey("raw", key.bytes, { name: "Ed25519" }, false, ["verify"]);
  } catch (error) {
    if (error?.name === "NotSupportedError") return undefined;
    return "note-verifier-key";
  }
  for (const signature of theirs) {
    const holds = signature.bytes.length === 64
      && (await subtle.verify({ name: "Ed25519" }, publicKey, signature.bytes, utf8(text)));
    if (!holds) return "note-signature";
  }
  return checkpoint.origin === key.name ? null : "checkpoint-origin";
}

// Finds the checkpoints in a text, the longest first: as a note of its own, or amid other text without its line ends.
export function findCheckpoints(text) {
  const whole = text.replaceAll("\r\n", "\n").replace(/^\ufeff+/, "");
  const own = parseCheckpoint(whole);
  if (own) return [own];
  const all = squeezed(text);
  const found = new Map();
  for (let at = ROOT_LENGTH; at < all.length; at += 1) {
    if (!DASHES.includes(all[at]) || all[at - 1] !== "=") continue;
    const checkpoint = checkpointAt(all, at);
    if (checkpoint) found.set(checkpoint.note, checkpoint);
  }
  return [...found.values()].sort((a, b) => b.size - a.size);
}

// Reads the checkpoint of which the root ends before this dash. The name after the dash says where the name before it began.
function checkpointAt(all, dash) {
  const rootAt = dash - ROOT_LENGTH;
  const root = all.slice(rootAt, dash).join("");
  const length = all.slice(dash + 1, dash + 1 + NAME_MAX + SIGNATURE_LENGTH).indexOf("=");
  const end = dash + 1 + length;
  const signatureAt = end + 1 - SIGNATURE_LENGTH;
  if (length < 0 || signatureAt <= dash + 1) return null;
  const signature = all.slice(signatureAt, end + 1).join("");
  const name = all.slice(dash + 1, signatureAt).join("");
  for (let digits = 1; digits <= Math.min(SIZE_LENGTH_MAX, rootAt) && /[0-9]/.test(all[rootAt - digits]); digits += 1) {
    const before = all.slice(0, rootAt - digits);
    if (before.slice(-Array.from(name).length).join("") !== name) continue;
    const size = all.slice(rootAt - digits, rootAt).join("");
    const checkpoint = parseCheckpoint(`${name}\n${size}\n${root}\n\n${DASH}${name} ${signature}\n`);
    if (checkpoint) return checkpoint;
  }
  return null;
}

// Finds the digests in a text: 64 hexadecimal digits, broken across lines or not.
export function findDigests(text) {
  const found = text.toLowerCase().matchAll(/(?<![0-9a-z])(?:[0-9a-f]\s*){63}[0-9a-f](?![0-9a-z])/g);
  return [...new Set([...found].map((match) => match[0].replace(/\s/g, "")))];
}

// Parses an inclusion proof (C2SP tlog-proof); null where it is none.
export function parseProof(text) {
  const split = text.indexOf("\n\n");
  if (split < 0) return null;
  const lines = text.slice(0, split).split("\n");
  if (lines.shift() !== "c2sp.org/tlog-proof@v1") return null;
  let extra = null;
  if (lines[0]?.startsWith("extra ")) {
    extra = fromBase64(lines.shift().slice("extra ".length));
    if (!extra) return null;
  }
  const [, number] = /^index (.*)$/.exec(lines.shift() ?? "") ?? [];
  const index = parseDecimal(number ?? "");
  const hashes = lines.map(hashIn);
  if (index === null || hashes.includes(null) || hashes.length > 64) return null;
  return { extra, index, hashes, checkpoint: text.slice(split + 2) };
}
