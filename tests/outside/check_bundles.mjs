// Checks bundles with the modules that the page /controle runs in a browser, in the sentences that the page gives them.
// Arguments: the folder of the modules, the page as HTML, the text that was pasted, and the bundles. Prints a line of JSON a bundle.
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, page, given, ...bundles] = process.argv.slice(2);
const module = (name) => import(pathToFileURL(join(folder, name)));
const { verifyBundle } = await module("bundle.js");
const { Speaker } = await module("words.js");
const { sha256 } = await module("sha256.js");

const html = readFileSync(page, "utf8");
const plain = (text) => text?.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
const template = /<template id="woorden" data-taal="(\w+)" data-tekstvelden="([^"]*)">(.*?)<\/template>/s.exec(html);
const sentences = new Map();
for (const [, name, one, other] of template[3].matchAll(/<p data-zin="([^"]*)"(?: data-een="([^"]*)")?>([^<]*)<\/p>/g)) {
  sentences.set(name, { one: plain(one), other: plain(other) });
}
const texts = new Set(template[2].split(" "));
const words = new Speaker(template[1], sentences, (key) => texts.has(key));

// Both SHA-256 give the same at every length around the ends of blocks.
for (const length of [...Array(200).keys(), 16_383, 16_384, 70_001]) {
  const bytes = Uint8Array.from({ length }, (_, at) => (at * 31 + length) & 0xff);
  const theirs = Buffer.from(await crypto.subtle.digest("SHA-256", bytes)).toString("hex");
  if (Buffer.from(sha256(bytes)).toString("hex") !== theirs) throw new Error(`another SHA-256 of ${length} bytes`);
}

for (const bundle of bundles) {
  const name = basename(bundle);
  const result = await verifyBundle(new Uint8Array(readFileSync(bundle)), { given, rules: words.rules() });
  const faults = result.faults.map((fault) => {
    return { name: words.name(fault, name), clauses: fault.clauses.map(([code, args]) => words.say(code, args)) };
  });
  const unchecked = result.unchecked.map(([code]) => code);
  const { digest, signature, keyIsElsewhere, digestIsGiven } = result;
  console.log(JSON.stringify({ faults, unchecked, digest, signature, keyIsElsewhere, digestIsGiven }));
}
