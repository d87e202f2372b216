// Reads an untrusted zip: every size is bounded, and an archive in which two readers may see different contents is refused
// whole. The faults have the names that `replay verify` gives them.

import { textOf } from "./bytes.js";
import { Fault } from "./fault.js";

const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_SIZE = 22;
const COMMENT_MAX = 0xffff;
const [SHORT_FULL, LONG_FULL] = [0xffff, 0xffffffff];
const [STORED, DEFLATED] = [0, 8];
const ENCRYPTED = 1;

// As in replay: JSON with many empty fields packs some tens of times, a zip bomb a thousand times.
const RATIO_MAX = 250;
const ALWAYS_ALLOWED = 4 << 20;
const FILES_MAX = 1_000_000;
// What a browser can hold: the bundle of a log of some hundred thousand events.
const TOTAL_MAX = 1 << 30;

const CRC = Uint32Array.from({ length: 256 }, (_, at) => {
  let value = at;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) value = (value >>> 8) ^ CRC[(value ^ byte) & 0xff];
  return (value ^ 0xffffffff) >>> 0;
}

const noArchive = () => new Fault("bundle-no-archive");

function endOf(view) {
  // What was appended after it changes nothing in it, and other readers pass over it too.
  const last = view.byteLength - END_SIZE;
  for (let at = last; at >= 0 && at >= last - COMMENT_MAX; at -= 1) {
    if (view.getUint32(at, true) === END && at + END_SIZE + view.getUint16(at + 20, true) <= view.byteLength) return at;
  }
  throw noArchive();
}

// Returns the number of files, and where their list begins and ends.
function directory(view) {
  const end = endOf(view);
  let [count, size, from] = [view.getUint16(end + 10, true), view.getUint32(end + 12, true), view.getUint32(end + 16, true)];
  let until = end;
  if (count === SHORT_FULL || size === LONG_FULL || from === LONG_FULL) {
    const locator = end - 20;
    if (locator < 0 || view.getUint32(locator, true) !== LOCATOR_64) throw noArchive();
    until = long(view, locator + 8);
    if (until + 56 > locator || view.getUint32(until, true) !== END_64) throw noArchive();
    [count, size, from] = [long(view, until + 32), long(view, until + 40), long(view, until + 48)];
  }
  if (from + size !== until) throw noArchive();
  if (count > FILES_MAX) throw new Fault("bundle-too-many-files", { max: FILES_MAX });
  return { count, from, until };
}

function long(view, at) {
  if (at + 8 > view.byteLength) throw noArchive();
  const value = view.getBigUint64(at, true);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw noArchive();
  return Number(value);
}

// Replaces the sizes that did not fit by those of the extra field of zip64.
function widened(view, at, length, entry) {
  for (let end = at + length; at + 4 <= end; ) {
    const [id, size] = [view.getUint16(at, true), view.getUint16(at + 2, true)];
    if (at + 4 + size > end) throw noArchive();
    if (id === 1) {
      let next = at + 4;
      for (const key of ["unpacked", "packed", "offset"]) {
        if (entry[key] === LONG_FULL && next + 8 <= at + 4 + size) {
          entry[key] = long(view, next);
          next += 8;
        }
      }
    }
    at += 4 + size;
  }
}

function entryAt(bytes, view, at, until) {
  if (at + 46 > until || view.getUint32(at, true) !== CENTRAL) throw noArchive();
  const [nameLength, extra, comment] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
  const next = at + 46 + nameLength + extra + comment;
  if (next > until) throw noArchive();
  const rawName = bytes.subarray(at + 46, at + 46 + nameLength);
  const entry = {
    name: textOf(rawName) ?? Array.from(rawName, (byte) => String.fromCharCode(byte)).join(""),
    flags: view.getUint16(at + 8, true),
    method: view.getUint16(at + 10, true),
    crc: view.getUint32(at + 16, true),
    packed: view.getUint32(at + 20, true),
    unpacked: view.getUint32(at + 24, true),
    offset: view.getUint32(at + 42, true),
  };
  widened(view, at + 46 + nameLength, extra, entry);
  return [entry, next];
}

// Returns where the data of a file begin.
function dataOf(bytes, view, entry) {
  const { offset } = entry;
  if (offset + 30 > view.byteLength || view.getUint32(offset, true) !== LOCAL) throw noArchive();
  return offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
}

// An archive in memory.
export class Archive {
  #bytes;
  #entries = new Map();
  #total = 0;

  // Opens an archive, or throws a fault.
  constructor(bytes) {
    this.#bytes = bytes;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (bytes.length < END_SIZE) throw noArchive();
    const { count, from, until } = directory(view);
    const entries = [];
    let at = from;
    for (let number = 0; number < count; number += 1) {
      const [entry, next] = entryAt(bytes, view, at, until);
      entry.data = dataOf(bytes, view, entry);
      entries.push(entry);
      at = next;
    }
    if (at !== until) throw noArchive();
    this.count = entries.length;
    for (const entry of entries) {
      if (this.#entries.has(entry.name)) throw new Fault("bundle-double-names");
      this.#entries.set(entry.name, entry);
    }
    let free = 0;
    for (const entry of [...entries].sort((a, b) => a.offset - b.offset)) {
      if (entry.offset < free) throw new Fault("bundle-overlap");
      free = entry.data + entry.packed;
    }
    if (free > from) throw new Fault("bundle-overlap");
  }

  names() {
    return [...this.#entries.keys()];
  }

  // Returns the bytes of a file, null where it is not there; throws a fault where it can not be unpacked.
  async read(name) {
    const entry = this.#entries.get(name);
    if (!entry) return null;
    const max = Math.max(entry.packed * RATIO_MAX, ALWAYS_ALLOWED);
    const bytes = await this.#unpacked(entry, max);
    if (bytes.length !== entry.unpacked || crc32(bytes) !== entry.crc) throw new Fault("bundle-not-unpacked");
    this.#total += bytes.length;
    if (this.#total > TOTAL_MAX) throw new Fault("audit-too-large", { max: TOTAL_MAX });
    return bytes;
  }

  async #unpacked(entry, max) {
    const packed = this.#bytes.subarray(entry.data, entry.data + entry.packed);
    const bomb = () => new Fault("bundle-bomb", { max });
    if (entry.flags & ENCRYPTED) throw new Fault("bundle-not-unpacked");
    if (entry.method === STORED) {
      if (packed.length > max) throw bomb();
      return packed;
    }
    if (entry.method !== DEFLATED) throw new Fault("bundle-not-unpacked");
    const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
    const parts = [];
    let length = 0;
    for (;;) {
      let step;
      try {
        step = await reader.read();
      } catch {
        throw new Fault("bundle-not-unpacked");
      }
      if (step.done) break;
      length += step.value.length;
      if (length > max) {
        await reader.cancel().catch(() => {});
        throw bomb();
      }
      parts.push(step.value);
    }
    const all = new Uint8Array(length);
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }
}
