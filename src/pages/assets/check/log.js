// The events of an export, each judged by itself and among the others, as `replay verify` does. A fault does not stop it.

import { textOf } from "./bytes.js";
import { isObject, parsed } from "./canonical.js";
import { Fault } from "./fault.js";
import { commitmentFault, isGone, leafOf, recordFault } from "./record.js";

const LINE_MAX = 16 << 20;
const UNREADABLE_MAX = 10_000;
const LINE_END = 10;
const ERASED = "nl.peildatum.gebeurtenis.gewist";
const WITHDRAWN = "nl.peildatum.gebeurtenis.ingetrokken";
export const SEALED = "nl.peildatum.ronde.vastgesteld";

function* linesOf(bytes) {
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(LINE_END, at);
    const next = end < 0 ? bytes.length : end + 1;
    yield bytes.subarray(at, end < 0 ? next : end);
    at = next;
  }
}

// Reads a line: the record, or why it is none.
function recordIn(line, isType) {
  if (line.length >= LINE_MAX) return { why: ["line-too-long", { max: LINE_MAX }] };
  const text = textOf(line);
  if (text === null) return { why: ["line-no-text", {}] };
  const record = parsed(text);
  if (record === undefined) return { why: ["audit-not-json", {}] };
  const why = recordFault(record, isType);
  return why ? { why } : { record };
}

// Judges the lines of an export, or throws a fault where they are none.
export function judge(bytes, { isText, isType }) {
  const events = [];
  let unreadable = 0;
  let number = 0;
  for (const line of linesOf(bytes)) {
    number += 1;
    const { record = null, why = null } = recordIn(line, isType);
    if (why) unreadable += 1;
    if (unreadable > UNREADABLE_MAX) throw new Fault("bundle-not-unpacked");
    const event = { line: number, record, why, position: null, leaf: null, erasedBy: null, isLost: false, defects: [] };
    if (record) {
      event.leaf = leafOf(record);
      const fault = commitmentFault(record, isText);
      if (fault) event.defects.push([fault, {}]);
    }
    events.push(event);
  }
  if (unreadable === events.length) throw new Fault("bundle-not-unpacked");
  return new Log(events);
}

// The judged events of an export.
class Log {
  #byPosition = new Map();
  // The position up to which the events follow from each other: what comes after it proves nothing.
  #reach = 0;
  missing = [];

  constructor(events) {
    this.events = events;
    this.#place();
    this.#order();
    this.#erasures();
    this.#follow();
  }

  // Gives each position to the first line that has it. A damaged line is assumed to be at the position after the one before.
  #place() {
    const there = new Set(this.events.flatMap((event) => event.record?.positie ?? []));
    let last = 0;
    for (const event of this.events) {
      if (event.record) {
        last = event.record.positie;
        event.position = last;
      } else {
        if (!there.has(last + 1)) {
          last += 1;
          event.position = last;
        }
        event.defects.push(["fault-no-record", { line: event.line, why: event.why }]);
      }
      if (event.position === null) continue;
      const first = this.#byPosition.get(event.position);
      if (first) {
        event.defects.push(["fault-twice", { first: first.line, line: event.line }]);
        event.position = null;
      } else {
        this.#byPosition.set(event.position, event);
      }
    }
  }

  // Finds the lines that are out of order, and the positions that are missing between those in order.
  #order() {
    const placed = this.events.filter((event) => event.position !== null);
    let last = 0;
    findInOrder(placed.map((event) => event.position)).forEach((fits, at) => {
      const event = placed[at];
      if (fits) last = Math.max(last, event.position);
      else event.defects.push(["fault-out-of-order", { line: event.line }]);
    });
    let next = 1;
    for (const position of [...this.#positions(), last + 1].filter((position) => position <= last + 1)) {
      if (position > next) this.missing.push([next, position - 1]);
      next = position + 1;
    }
  }

  #positions() {
    return [...this.#byPosition.keys()].sort((a, b) => a - b);
  }

  // Finds which event erased which texts, and texts that are gone or there against what events say.
  #erasures() {
    const by = new Map();
    for (const { record } of this.events) {
      if (record?.type === ERASED) by.set(record.onderwerp.split("/")[1], record.positie);
    }
    for (const event of this.events) {
      if (!event.record) continue;
      const erasedBy = by.get(event.record.id);
      const said = erasedBy > event.record.positie ? erasedBy : null;
      if (isGone(event.record)) {
        if (said !== null) event.erasedBy = said;
        else if (event.record.geheimOntbreekt === true) event.isLost = true;
        else event.defects.push(["fault-text-gone", {}]);
      } else if (said !== null) {
        event.defects.push(["fault-text-there", { by: said }]);
      }
    }
  }

  // Checks that times and the versions of subjects follow from each other.
  #follow() {
    const [versions, subjects] = [new Map(), new Map()];
    let [last, recordedAt, isWhole] = [0, null, true];
    for (const position of this.#positions()) {
      const { record, defects } = this.#byPosition.get(position);
      if (!record) {
        isWhole = false;
        continue;
      }
      isWhole &&= position === last + 1;
      last = position;
      const before = defects.length;
      const moment = Date.parse(record.geregistreerdOp);
      if (recordedAt !== null && recordedAt > moment) defects.push(["fault-earlier", {}]);
      recordedAt = moment;
      const subject = record.onderwerp;
      const [found, wanted] = [record.onderwerpVersie, (versions.get(subject) ?? 0) + 1];
      if (found < wanted || (isWhole && found > wanted)) defects.push(["fault-version", { found, wanted }]);
      versions.set(subject, found);
      if (isWhole && before === defects.length && this.#reach === position - 1) this.#reach = position;
      // A withdrawal or an erasure counts as a version of what it is about.
      const hit = subjects.get(subject.split("/")[1]);
      if (hit !== undefined && [ERASED, WITHDRAWN].includes(record.type)) versions.set(hit, (versions.get(hit) ?? 0) + 1);
      subjects.set(record.id, subject);
    }
  }

  // Returns the last position, not counting lines beyond it that are out of order.
  last() {
    const missing = this.missing.reduce((sum, [from, to]) => sum + to - from + 1, 0);
    let last = 0;
    for (const [at, position] of this.#positions().entries()) {
      if (position > at + 1 + missing) break;
      last = position;
    }
    return last;
  }

  // Returns the leaves by position from the first on; null for a position that is missing or can not be read.
  leaves() {
    return Array.from({ length: this.last() }, (_, at) => this.#byPosition.get(at + 1)?.leaf ?? null);
  }

  // Returns the event at a position, as far as the events follow from each other.
  at(position) {
    return position <= this.#reach ? this.#byPosition.get(position) : null;
  }

  // Returns whether every event is as recorded and at its position.
  holds() {
    return this.missing.length === 0 && this.events.every((event) => event.defects.length === 0 && !event.isLost);
  }

  sealings() {
    const records = this.#positions().map((position) => this.#byPosition.get(position).record);
    return records.filter((record) => record?.type === SEALED && isObject(record.gegevens));
  }
}

// Returns for each position whether it is in every longest run of rising positions: of two swapped lines both are told, and a
// line that was moved alone.
export function findInOrder(positions) {
  const before = runLengths(positions);
  const after = runLengths([...positions].reverse().map((position) => -position)).reverse();
  const longest = before.reduce((most, length) => Math.max(most, length), 0);
  const part = (at) => before[at] + after[at] === longest + 1;
  const serving = new Array(longest + 1).fill(0);
  positions.forEach((_, at) => {
    if (part(at)) serving[before[at]] += 1;
  });
  return positions.map((_, at) => part(at) && serving[before[at]] === 1);
}

// Computes for each place the length of the longest rising run that ends there.
function runLengths(positions) {
  const ends = [];
  return positions.map((position) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle] < position) low = middle + 1;
      else high = middle;
    }
    ends[low] = position;
    return low + 1;
  });
}
