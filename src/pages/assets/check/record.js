// One event of an export: what it commits to, and its entry in the tree. `tests/golden/README.md` works it out.

import { fromHex, hex, joined } from "./bytes.js";
import { canonical, isObject } from "./canonical.js";
import { sha256 } from "./sha256.js";
import { leafHash } from "./tree.js";

const REQUIRED = ["positie", "id", "type", "schemaVersie", "onderwerp", "onderwerpVersie", "ingangsdatum", "gegevens",
  "geregistreerdOp", "actor", "gelogdOp", "gelogdDoor", "verbintenis", "verbintenisTekst", "zoutKern"];
const OPTIONAL = ["ingangsdatumNauwkeurigheid", "herstelt", "herkomst", "toelichtingWijziging", "zoutTekst", "gewist",
  "gewisteVelden", "geheimOntbreekt", "ontbrekendeVelden"];
const NUMBERS = ["positie", "schemaVersie", "onderwerpVersie"];
const TEXTS = ["id", "type", "onderwerp", "ingangsdatum", "geregistreerdOp", "gelogdOp", "gelogdDoor"];
const HASHES = ["verbintenis", "verbintenisTekst", "zoutKern", "zoutTekst"];
const ACTOR = ["id", "rol", "naam"];
const GONE = ["gewist", "geheimOntbreekt"];
const LOST = [["gewisteVelden", "gewist"], ["ontbrekendeVelden", "geheimOntbreekt"]];
const LEAF = ["gelogdDoor", "gelogdOp", "geregistreerdOp", "onderwerpVersie", "positie", "verbintenis"];
const CORE = ["id", "type", "schemaVersie", "onderwerp", "ingangsdatum", "ingangsdatumNauwkeurigheid", "herstelt", "verbintenisTekst"];

// Returns why a value is no event, as the name of a sentence with its arguments; null where it is one.
export function recordFault(value, isType) {
  if (!isObject(value)) return ["record-no-object", {}];
  const missing = REQUIRED.find((field) => value[field] === undefined);
  if (missing) return ["record-field-missing", { field: missing }];
  const unknown = Object.keys(value).find((key) => !REQUIRED.includes(key) && !OPTIONAL.includes(key))
    ?? (isObject(value.actor) ? Object.keys(value.actor).find((key) => !ACTOR.includes(key)) : undefined);
  if (unknown !== undefined) return ["record-field-unknown", { field: unknown }];
  const wrong = NUMBERS.find((field) => !Number.isSafeInteger(value[field]) || value[field] < 0)
    ?? TEXTS.find((field) => typeof value[field] !== "string")
    ?? HASHES.find((field) => value[field] !== undefined && !fromHex(value[field], 32))
    ?? ["gegevens", "actor"].find((field) => !isObject(value[field]))
    ?? (Object.values(value.actor).every((told) => typeof told === "string") ? undefined : "actor")
    ?? GONE.find((field) => value[field] !== undefined && value[field] !== true)
    ?? LOST.find(([field, why]) => value[field] !== undefined && (value[why] !== true || !Array.isArray(value[field])))?.[0]
    ?? (value.herkomst !== undefined && !isObject(value.herkomst) ? "herkomst" : undefined);
  if (wrong) return ["record-field-value", { field: wrong }];
  if (!isType(value.type)) return ["record-type", { kind: value.type }];
  if (value.positie === 0 || value.onderwerpVersie === 0) return ["record-from-one", {}];
  if (value.gewist === true && value.geheimOntbreekt === true) return ["record-gone-twice", {}];
  if (isGone(value) !== (value.zoutTekst === undefined)) return ["record-salt", {}];
  return null;
}

// Returns whether the texts of an event are gone: erased, or lost with their secrets.
export const isGone = (record) => record.gewist === true || record.geheimOntbreekt === true;

export function leafOf(record) {
  const entry = { v: 1 };
  for (const key of LEAF) entry[key] = record[key];
  return leafHash(canonical(entry));
}

// Takes an object apart into its core and its texts. A key is text or core wherever it occurs.
function split(fields, isText) {
  const [core, texts] = [Object.create(null), Object.create(null)];
  for (const [key, value] of Object.entries(fields)) {
    if (isText(key) && value !== null) {
      texts[key] = value;
    } else if (isObject(value)) {
      const inner = split(value, isText);
      core[key] = inner.core;
      if (Object.keys(inner.texts).length > 0) texts[key] = inner.texts;
    } else if (Array.isArray(value)) {
      const parts = value.map((item) => (isObject(item) ? split(item, isText) : { core: item, texts: null }));
      core[key] = parts.map((part) => part.core);
      // A list of objects keeps all its places when any of them has a text.
      if (parts.some((part) => part.texts && Object.keys(part.texts).length > 0)) texts[key] = parts.map((part) => part.texts);
    } else {
      core[key] = value;
    }
  }
  return { core, texts };
}

const commitment = (salt, value) => hex(sha256(joined(fromHex(salt, 32), canonical(value))));

// Computes both commitments again. Returns the name of what differs, or null.
export function commitmentFault(record, isText) {
  const [core, texts] = [{ actor: { id: record.actor.id, rol: record.actor.rol } }, {}];
  for (const key of CORE) if (record[key] !== undefined) core[key] = record[key];
  for (const key of ["gegevens", "herkomst"]) {
    if (record[key] === undefined) continue;
    const parts = split(record[key], isText);
    if (key === "gegevens" || Object.keys(parts.core).length > 0) core[key] = parts.core;
    if (Object.keys(parts.texts).length > 0) texts[key] = parts.texts;
  }
  if (record.actor.naam !== undefined) texts.actor = { naam: record.actor.naam };
  if (record.toelichtingWijziging !== undefined) texts.toelichtingWijziging = record.toelichtingWijziging;
  if (record.zoutTekst === undefined && Object.keys(texts).length > 0) return "fault-text-altered";
  if (record.zoutTekst !== undefined && commitment(record.zoutTekst, texts) !== record.verbintenisTekst) return "fault-text-altered";
  return commitment(record.zoutKern, core) === record.verbintenis ? null : "fault-core-altered";
}
