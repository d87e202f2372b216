// Bytes as text: hexadecimal, base64 and UTF-8, each strict, so that one text has one meaning.

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const HEX = /^(?:[0-9a-f]{2})*$/;

export function utf8(text) {
  return new TextEncoder().encode(text);
}

// Returns the text, or null where the bytes are no UTF-8. A byte order mark stays, as it belongs to the bytes.
export function textOf(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Returns the bytes, or null where it is no lower-case hexadecimal of `length` bytes.
export function fromHex(text, length) {
  if (typeof text !== "string" || !HEX.test(text) || text.length !== 2 * length) return null;
  return Uint8Array.from({ length }, (_, at) => Number.parseInt(text.slice(2 * at, 2 * at + 2), 16));
}

export function base64(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

// Returns the bytes, or null where it is no base64 with its padding, or another spelling of the same bytes.
export function fromBase64(text) {
  if (!BASE64.test(text)) return null;
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return base64(bytes) === text ? bytes : null;
}

export function same(a, b) {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

export function joined(...parts) {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
