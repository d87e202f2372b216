// Verifies an audit bundle. What is checked, in which order and under which names is what `replay verify BUNDLE.zip` does, up to
// the report: that is compared with what was sealed, and not built again from the log.

import { base64, hex, same, textOf } from "./bytes.js";
import { canonical, canonicalText, isObject, parsed } from "./canonical.js";
import { Fault } from "./fault.js";
import { judge } from "./log.js";
import { findCheckpoints, findDigests, findKey, parseCheckpoint, parseProof, signatureFault } from "./note.js";
import { sha256Of } from "./sha256.js";
import { includes, rootsAt } from "./tree.js";
import { Archive } from "./zip.js";

const [LOG, CHECKPOINT, KEY, SUMS, SEALING, CANONICAL, SKELETON, REPORT, BASIS, HALF_PAGE, DIFFERS, PROOFS] = [
  "log.ndjson", "checkpoint", "sleutel.txt", "SHA256SUMS", "vaststelling.json", "rapportage.canoniek.json", "geraamte.json",
  "rapportage.json", "basis.json", "raadsstuk.txt", "AFWIJKEND.txt", "bewijzen/"];
const REQUIRED = ["LEESMIJ.txt", SUMS, BASIS, CHECKPOINT, SKELETON, HALF_PAGE, CANONICAL, "rapportage.csv", REPORT, "rapportage.txt",
  "rapportage.xlsx", KEY, SEALING];
// What a sealing fixed: the fields of its event that its file repeats. Its reason is a text, which may be erased.
const FIXED = ["orgaan", "strekking", "besluit", "genomenOp", "versie", "peildatum", "positie", "wortel", "digest", "digestGeraamte",
  "rapportageVersie", "softwareVersie"];
const [HOLDS, BUT_ERASED, DIFFERING] = ["klopt", "klopt-behoudens-wissing", "afwijkend"];

// The defects of files, by name, each told once.
class Defects {
  #byName = new Map();

  add(name, code, args = {}) {
    const told = this.#byName.get(name) ?? [];
    if (!told.some(([other, values]) => other === code && canonicalText(values) === canonicalText(args))) told.push([code, args]);
    this.#byName.set(name, told);
  }

  has(name) {
    return this.#byName.has(name);
  }

  faults() {
    return [...this.#byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, clauses]) => ({ name, clauses }));
  }
}

// Verifies the bundle in these bytes. `given` is what the auditor keeps elsewhere, as text: a key, checkpoints, digests.
// `rules` says which keys of events are texts, and which types there are.
export async function verifyBundle(bytes, { given = "", rules }) {
  const result = { faults: [], unchecked: [], files: 0, proofs: 0 };
  Object.assign(result, { digest: null, sealing: null, log: null, checkpoint: null, signature: null });
  let archive;
  try {
    archive = new Archive(bytes);
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    // Two readers of such an archive may see different contents, so nothing in it is examined.
    result.faults.push({ name: null, clauses: [[fault.code, fault.args]] });
    result.unchecked.push(["handtekening", {}], ["volledigheid", {}]);
    return result;
  }
  return new Verification(archive, given, rules, result).run();
}

class Verification {
  #archive;
  #given;
  #rules;
  #result;
  #defects = new Defects();
  #bytes = new Map();
  #hashes = new Map();
  // The positions that must have a proof; empty until known.
  #named = [];
  #hasOwnKey = false;

  constructor(archive, given, rules, result) {
    this.#archive = archive;
    this.#given = given;
    this.#rules = rules;
    this.#result = result;
  }

  async run() {
    const result = this.#result;
    await this.#readFiles();
    const key = this.#key();
    const anchors = await this.#anchors(key);
    const log = await this.#log();
    const sealing = this.#json(SEALING);
    if (isObject(sealing)) result.sealing = sealing;
    if (!result.keyIsElsewhere) result.unchecked.push(["herkomst-sleutel", {}]);
    const faults = [];
    if (log) {
      this.#checkLog(log, anchors, faults);
      this.#checkDerived(log);
      await this.#checkProofs(log, anchors);
    } else {
      result.unchecked.push(["volledigheid", {}]);
    }
    this.#checkHashes();
    this.#checkGiven();
    result.unchecked.push(["narekenen", {}]);
    result.faults = [...this.#defects.faults(), ...faults.sort((a, b) => a.position - b.position)];
    return result;
  }

  // Reads a file and notes its hash; what can not be unpacked is a defect of it.
  async #read(name) {
    try {
      const bytes = await this.#archive.read(name);
      if (bytes) this.#hashes.set(name, hex(await sha256Of(bytes)));
      return bytes;
    } catch (fault) {
      if (!(fault instanceof Fault)) throw fault;
      this.#defects.add(name, fault.code, fault.args);
      return undefined;
    }
  }

  async #readFiles() {
    const names = this.#archive.names();
    this.#result.files = names.length;
    this.#result.proofs = names.filter((name) => name.startsWith(PROOFS)).length;
    const isProof = (name) => name.startsWith(PROOFS) && name.endsWith(".tlog-proof");
    for (const name of names) {
      if (![...REQUIRED, DIFFERS, LOG].includes(name) && !isProof(name)) this.#defects.add(name, "bundle-strange-file");
    }
    for (const name of [...REQUIRED, DIFFERS]) {
      const bytes = await this.#read(name);
      if (bytes) this.#bytes.set(name, bytes);
      else if (bytes === null && name !== DIFFERS) this.#defects.add(name, "bundle-file-missing");
    }
    if (!names.includes(LOG)) this.#defects.add(LOG, "bundle-file-missing");
  }

  #text(name) {
    const bytes = this.#bytes.get(name);
    return bytes ? textOf(bytes) : null;
  }

  #json(name) {
    const text = this.#text(name);
    return text === null ? undefined : parsed(text);
  }

  // Returns the key to check with: the given one, else that of the bundle, which proves nothing of itself.
  #key() {
    const result = this.#result;
    const given = findKey(this.#given);
    const text = this.#text(KEY);
    const own = text === null ? null : findKey(text);
    if (own?.wrong) this.#defects.add(KEY, own.wrong, own.args);
    const key = given.wrong ? (own?.wrong ? null : own) : given;
    // The key file of the bundle, passed back, is no source of its own.
    result.keyIsElsewhere = !given.wrong && this.#given.trim() !== text?.trim();
    this.#hasOwnKey = own !== null && !own.wrong;
    if (this.#hasOwnKey && key.text !== own.text) this.#defects.add(KEY, "bundle-other-key");
    return key;
  }

  // Returns the checkpoint of the bundle, followed by those that were given, each with what is wrong with its signature.
  async #anchors(key) {
    const text = this.#text(CHECKPOINT);
    const own = text === null ? null : parseCheckpoint(text);
    if (text !== null && !own) this.#defects.add(CHECKPOINT, "bundle-no-checkpoint");
    const anchors = [];
    for (const checkpoint of [...(own ? [own] : []), ...findCheckpoints(this.#given)]) {
      const fault = key ? await signatureFault(checkpoint, key) : undefined;
      anchors.push({ checkpoint, fault });
    }
    this.#result.checkpoint = own;
    if (own) this.#result.signature = anchors[0].fault === undefined ? "niet-gecontroleerd" : (anchors[0].fault ? "klopt-niet" : "klopt");
    anchors.isOwnFirst = own !== null;
    return anchors;
  }

  async #log() {
    const bytes = await this.#read(LOG);
    if (!bytes) return null;
    try {
      return judge(bytes, this.#rules);
    } catch (fault) {
      if (!(fault instanceof Fault)) throw fault;
      this.#hashes.delete(LOG);
      this.#defects.add(LOG, fault.code, fault.args);
      return null;
    }
  }

  // Checks the events, the roots and the signatures.
  #checkLog(log, anchors, faults) {
    const result = this.#result;
    const leaves = log.leaves();
    const sealings = log.sealings();
    const sizes = [...anchors.map((anchor) => anchor.checkpoint.size), ...sealings.map((sealed) => sealed.gegevens.positie)];
    const root = rootsAt(leaves, sizes);
    result.log = { events: log.events.length, last: leaves.length, sealings: sealings.length };
    for (const [from, to] of log.missing) faults.push({ position: from, range: [from, to], clauses: [["fault-missing", {}]] });
    for (const event of log.events) {
      if (event.defects.length > 0) faults.push({ position: event.position ?? 0, record: event.record, clauses: event.defects });
    }
    if (anchors.length === 0) result.unchecked.push(["handtekening", {}], ["volledigheid", {}]);
    anchors.forEach(({ checkpoint, fault }, at) => {
      const found = root(checkpoint.size);
      const holds = found !== null && same(found, checkpoint.root);
      if (at > 0) {
        if (!holds || fault) faults.push(ofLog("fault-other-checkpoint", { origin: checkpoint.origin, size: checkpoint.size }));
        return;
      }
      this.#checkAnchor(checkpoint, fault, found, leaves, faults);
    });
    const lost = log.events.filter((event) => event.isLost).length;
    if (lost > 0) faults.push(ofLog("texts-missing", { count: lost }));
    const others = sealings.filter(({ gegevens }) => {
      const found = root(gegevens.positie);
      const isExplained = faults.some((fault) => fault.position > 0 && fault.position <= gegevens.positie);
      return found !== null && !isExplained && base64(found) !== gegevens.wortel;
    });
    if (others.length > 0) faults.push(ofLog("fault-other-root", { position: others[0].gegevens.positie }));
  }

  #checkAnchor({ size, root }, signature, found, leaves, faults) {
    const { unchecked } = this.#result;
    if (signature) faults.push(ofLog("fault-signature", { why: [signature, {}] }));
    if (signature === undefined) unchecked.push(["handtekening", {}]);
    if (leaves.length > size) unchecked.push(["na-checkpoint", { from: size + 1, to: leaves.length }]);
    if (found !== null) {
      if (!same(found, root)) faults.push(ofLog("fault-root", { size, found: base64(found), signed: base64(root) }));
    } else if (leaves.length < size) {
      const range = [leaves.length + 1, size];
      faults.push({ position: range[0], range, clauses: [["fault-missing", {}], ["fault-short", { size }]] });
    } else {
      const of = faults.find((fault) => fault.position > 0 && leaves[fault.position - 1] === null);
      if (of) of.clauses.push(["fault-no-root", {}]);
      else faults.push(ofLog("fault-no-root", {}));
    }
  }

  // Compares the files that follow from the sealing and the report with each other and with the event of the sealing.
  #checkDerived(log) {
    const sealing = this.#json(SEALING);
    if (!this.#bytes.has(SEALING)) return;
    const verdict = sealing?.oordeel;
    const differs = (name, key) => this.#hashes.has(name) && sealing?.[key] !== `sha256:${this.#hashes.get(name)}`;
    if (verdict === HOLDS && differs(CANONICAL, "digest")) this.#defects.add(CANONICAL, "bundle-not-sealed", { key: "digest" });
    if (verdict !== DIFFERING && differs(SKELETON, "digestGeraamte")) {
      this.#defects.add(SKELETON, "bundle-not-sealed", { key: "digestGeraamte" });
    }
    if (!log.holds() || !this.#hasOwnKey) return;
    if (typeof sealing?.ronde !== "string" || !Number.isSafeInteger(sealing.versie)) {
      this.#defects.add(SEALING, "bundle-no-sealing");
      return;
    }
    const isIt = (record) => record.onderwerp === `ronde/${sealing.ronde}` && record.gegevens.versie === sealing.versie;
    const event = log.sealings().find(isIt);
    if (!event) {
      this.#defects.add(SEALING, "bundle-unknown-sealing");
      return;
    }
    if (!this.#result.checkpoint) return;
    const says = (key) => (event.gegevens[key] ?? null) === (sealing[key] ?? null);
    const isOf = sealing.positieVaststelling === event.positie && sealing.geregistreerdOp === event.geregistreerdOp;
    const erased = log.events.some(({ erasedBy, position }) => erasedBy !== null && position <= event.gegevens.positie);
    const fixed = (name, key) => event.gegevens[key] === `sha256:${this.#hashes.get(name)}`;
    const computed = fixed(CANONICAL, "digest") ? HOLDS : (erased && fixed(SKELETON, "digestGeraamte") ? BUT_ERASED : DIFFERING);
    // A report that is not the sealed one does not tell which verdict was due: then the report is wrong, and a file that
    // says itself that it differs is never taken at its word.
    const isDue = verdict !== DIFFERING && (verdict === computed || computed === DIFFERING && verdict === HOLDS);
    if (!FIXED.every(says) || !isOf || (this.#hashes.has(CANONICAL) && !isDue)) this.#follows(SEALING);
    if (computed === DIFFERING && this.#hashes.has(CANONICAL)) this.#follows(CANONICAL);
    if (computed === BUT_ERASED) this.#result.unchecked.push(["rapportage-gewist", {}]);
    this.#checkReport(computed === DIFFERING);
    this.#checkHalfPage(event.gegevens);
    if (this.#bytes.has(DIFFERS) && verdict !== DIFFERING) this.#follows(DIFFERS);
    this.#named = positionsNamed(this.#json(REPORT), event.positie);
  }

  #follows(name) {
    this.#defects.add(name, "bundle-does-not-follow");
  }

  // The report as it is served holds the bytes that the digest is over, and its basis.
  #checkReport(isOther) {
    const served = this.#json(REPORT);
    if (!this.#bytes.has(REPORT)) return;
    const { staat: _state, ...report } = isObject(served) ? served : {};
    const bytes = this.#bytes.get(CANONICAL);
    if (bytes && !same(canonical(report), bytes)) {
      // Which of the two is another is settled by the digest.
      this.#follows(this.#defects.has(CANONICAL) ? CANONICAL : REPORT);
    } else if (bytes && isOther) {
      this.#follows(REPORT); // the same, and not what was sealed
    }
    const basis = this.#json(BASIS);
    if (this.#bytes.has(BASIS) && canonicalText(basis ?? null) !== canonicalText(report.basis ?? null)) this.#follows(BASIS);
  }

  // The half page holds the digest, the checkpoint and the key.
  #checkHalfPage(fixed) {
    const text = this.#text(HALF_PAGE);
    if (!this.#bytes.has(HALF_PAGE)) return;
    const squeezed = (text ?? "").replace(/\s/g, "");
    const hasDigest = findDigests(text ?? "").includes(String(fixed.digest).replace("sha256:", ""));
    const parts = [this.#text(CHECKPOINT), this.#text(KEY)?.split("\n")[0]].filter((part) => typeof part === "string");
    if (!hasDigest || !parts.every((part) => squeezed.includes(part.replace(/\s/g, "")))) this.#follows(HALF_PAGE);
  }

  // Checks every proof against the log and the checkpoint, and that what the report names has one.
  async #checkProofs(log, anchors) {
    const names = this.#archive.names().filter((name) => name.startsWith(PROOFS));
    const [own, note] = [anchors.isOwnFirst ? anchors[0].checkpoint : null, this.#text(CHECKPOINT)];
    for (const name of names) {
      const bytes = await this.#read(name);
      if (!bytes) continue;
      const proof = parseProof(textOf(bytes) ?? "");
      const event = proof ? log.at(proof.index + 1) : null;
      const holds = event?.record && own
        && proof.checkpoint === note
        && name === proofName(event.record)
        && proof.extra !== null && same(proof.extra, canonical(event.record))
        && includes(event.leaf, proof.index, own.size, proof.hashes, own.root);
      if (!holds) this.#defects.add(name, "bundle-proof-wrong");
    }
    const there = new Set(names);
    for (const position of this.#named) {
      const record = own && position <= own.size ? log.at(position)?.record : null;
      if (record && !there.has(proofName(record))) this.#defects.add(proofName(record), "bundle-file-missing");
    }
  }

  #checkHashes() {
    const text = this.#text(SUMS);
    if (text === null) return;
    const listed = new Map();
    for (const line of text.replace(/\n$/, "").split("\n")) {
      const [, hash, name] = /^(.*?) {2}(.*)$/s.exec(line) ?? [];
      if (name === undefined || listed.has(name)) this.#defects.add(SUMS, "bundle-sums-form");
      else listed.set(name, hash);
    }
    for (const [name, hash] of this.#hashes) {
      if (name === SUMS) continue;
      const said = listed.get(name);
      listed.delete(name);
      if (said === undefined) this.#defects.add(name, "bundle-no-hash");
      else if (said !== hash) this.#defects.add(name, "bundle-other-hash");
    }
    for (const name of listed.keys()) if (!this.#defects.has(name)) this.#defects.add(name, "bundle-file-missing");
  }

  // Compares the digest of the bundle with those that were given.
  #checkGiven() {
    const digests = findDigests(this.#given);
    const own = this.#hashes.get(CANONICAL) ?? null;
    this.#result.digest = own;
    const known = [own, String(this.#result.sealing?.digestGeraamte).replace("sha256:", "")];
    this.#result.digestIsGiven = digests.includes(own);
    if (digests.length > 0 && !digests.some((digest) => known.includes(digest))) this.#defects.add(CANONICAL, "audit-other-digest");
    if (digests.length === 0) this.#result.unchecked.push(["digest-elders", {}]);
  }
}

const proofName = (record) => `${PROOFS}${record.positie}-${record.id}.tlog-proof`;
const ofLog = (code, args) => ({ position: 0, clauses: [[code, args]] });

// Returns the positions that a report names, and that of its sealing.
function positionsNamed(report, sealing) {
  const found = new Set([sealing]);
  const collect = (value) => {
    if (Array.isArray(value)) value.forEach(collect);
    else if (isObject(value)) {
      for (const [key, part] of Object.entries(value)) {
        if (key === "positie" && typeof part === "number") found.add(part);
        else if (key === "posities" && isObject(part)) Object.values(part).filter(Number.isSafeInteger).forEach((one) => found.add(one));
        else collect(part);
      }
    }
  };
  if (isObject(report)) {
    for (const [key, part] of Object.entries(report)) if (!["basis", "staat"].includes(key)) collect(part);
  }
  found.delete(0);
  return [...found].sort((a, b) => a - b);
}
