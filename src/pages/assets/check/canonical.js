// Canonical JSON (RFC 8785): keys in the order of their UTF-16 units, numbers and strings as JavaScript writes them.

import { utf8 } from "./bytes.js";

export function canonicalText(value) {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const parts = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonicalText(value[key])}`);
    return `{${parts.join(",")}}`;
  }
  return JSON.stringify(value);
}

export function canonical(value) {
  return utf8(canonicalText(value));
}

// Returns the value, or undefined where it is no JSON.
export function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
