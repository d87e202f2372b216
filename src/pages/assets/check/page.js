// The page that checks a bundle or what is on paper. Everything is computed here: nothing is sent anywhere.

import { verifyBundle } from "./bundle.js";
import { findCheckpoints, findDigests, findKey, signatureFault } from "./note.js";
import { Speaker } from "./words.js";

const UNCHECKED = {
  "herkomst-sleutel": "audit-unchecked-key-origin",
  handtekening: "audit-unchecked-signature",
  volledigheid: "audit-unchecked-completeness",
  "na-checkpoint": "audit-unchecked-beyond",
  "digest-elders": "audit-unchecked-digest",
  narekenen: "audit-unchecked-rebuilt",
  "rapportage-gewist": "audit-unchecked-erased",
};

const at = (id) => document.getElementById(id);

function speaker() {
  const { dataset, content } = at("woorden");
  const sentences = Array.from(content.querySelectorAll("[data-zin]"), (element) => {
    return [element.dataset.zin, { other: element.textContent, one: element.dataset.een }];
  });
  const texts = new Set(dataset.tekstvelden.split(" "));
  return new Speaker(dataset.taal, new Map(sentences), (key) => texts.has(key));
}

function element(name, text, ...inside) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  made.append(...inside);
  return made;
}

const list = (lines) => element("ul", "", ...lines.map((line) => element("li", line)));

// Returns the verdict in three sentences.
function verdict(words, result) {
  const holds = result.unchecked.some(([code]) => code === "rapportage-gewist") ? "audit-holds-erased" : "audit-holds";
  const first = result.faults.length === 0 ? words.say(holds) : words.say("audit-fails", { count: result.faults.length });
  const { sealing, log } = result;
  const about = sealing && log ? words.say("audit-about", {
    version: sealing.versie,
    round: sealing.ronde,
    body: words.say(String(sealing.orgaan)),
    digest: String(sealing.digest).replace("sha256:", ""),
    events: log.events,
  }) : words.say("audit-about-nothing");
  const given = result.digestIsGiven ? ` ${words.say("audit-digest-is-given")}` : "";
  return [first, about + given, signed(words, result)];
}

function signed(words, { checkpoint, signature, keyIsElsewhere }) {
  if (!checkpoint) return words.say("audit-signed-none");
  const size = { size: checkpoint.size };
  if (signature === "klopt-niet") return words.say("audit-signed-wrong", size);
  if (signature === "niet-gecontroleerd") return words.say("audit-signed-unable");
  return words.say(keyIsElsewhere ? "audit-signed-elsewhere" : "audit-signed-own", size);
}

// Returns where a digest stands in the list of the service.
function listed(digest) {
  return document.querySelector(`tr[data-digest="sha256:${digest}"]`)?.dataset.vaststelling ?? null;
}

// Returns what is in the pasted text, each in a sentence. A digest that the bundle gives was computed.
async function paper(words, text, computed) {
  const lines = [];
  const key = findKey(text);
  if (!key.wrong) lines.push(words.say("audit-paper-key", { name: key.name }));
  else if (key.wrong !== "key-none") lines.push(words.capital(words.say(key.wrong, key.args)));
  for (const digest of findDigests(text)) {
    const sealing = listed(digest);
    if (digest === computed) lines.push(words.say("audit-paper-digest-here", { digest }));
    else if (sealing) lines.push(words.say("audit-paper-digest", { digest, sealing }));
    else lines.push(words.say("audit-paper-digest-unknown", { digest }));
  }
  for (const checkpoint of findCheckpoints(text)) {
    const about = { size: checkpoint.size, origin: checkpoint.origin };
    const fault = key.wrong ? "" : await signatureFault(checkpoint, key);
    if (key.wrong) lines.push(words.say("audit-paper-no-key", about));
    else if (fault === undefined) lines.push(words.say("audit-paper-unable", about));
    else if (fault) lines.push(words.say("audit-paper-unsigned", { ...about, why: words.say(fault) }));
    else lines.push(words.say("audit-paper-signed", about));
  }
  return lines.length > 0 ? lines : [words.say("audit-paper-nothing")];
}

// Returns a name as one word for a shell.
const quoted = (name) => (/^[\w.-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`);

// Checks what was chosen and pasted. Returns the sentences of the verdict, and what stands below them.
async function check(words, file, given) {
  const [told, more] = [[], []];
  let computed = null;
  if (file) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const result = await verifyBundle(bytes, { given, rules: words.rules() });
    computed = result.digest;
    told.push(...verdict(words, result));
    if (result.faults.length > 0) {
      more.push(element("h4", words.say("audit-faults")), list(result.faults.map((fault) => words.fault(fault, file.name))));
    }
    const left = result.unchecked.map(([code, { from, to }]) => {
      return words.say(UNCHECKED[code], { positions: from === undefined ? "" : words.range(from, to) });
    });
    const command = `replay verify ${quoted(file.name)} --key halve-pagina.txt`;
    more.push(element("h4", words.say("audit-unchecked")), list(left), element("pre", command));
  }
  if (given.trim()) more.push(element("h4", words.say("audit-in-paper")), list(await paper(words, given, computed)));
  if (!file && !given.trim()) told.push(words.say("audit-nothing"));
  return [told, more];
}

function start() {
  const [words, form, input, result] = [speaker(), at("nagaan"), at("bundel"), at("uitkomst")];
  let latest = 0;
  const run = async () => {
    latest += 1;
    const turn = latest;
    result.hidden = false;
    at("oordeel").replaceChildren(element("p", words.say("audit-busy")));
    at("bijzonderheden").replaceChildren();
    try {
      const [told, more] = await check(words, input.files[0], at("papier").value);
      // Something else was chosen meanwhile, and has a verdict of its own.
      if (turn !== latest) return;
      at("oordeel").replaceChildren(...told.map((line) => element("p", line)));
      at("bijzonderheden").replaceChildren(...more);
    } catch (error) {
      if (turn === latest) at("oordeel").replaceChildren(element("p", words.say("audit-failed", { why: String(error?.message ?? error) })));
    }
    if (turn === latest) result.focus();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  input.addEventListener("change", () => input.files.length > 0 && run());
  const box = at("bundel-vak");
  for (const kind of ["dragover", "dragleave", "drop"]) {
    box.addEventListener(kind, (event) => {
      event.preventDefault();
      box.classList.toggle("over", kind === "dragover");
    });
  }
  box.addEventListener("drop", (event) => {
    if (event.dataTransfer.files.length === 0) return;
    input.files = event.dataTransfer.files;
    run();
  });
  form.hidden = false;
}

start();
