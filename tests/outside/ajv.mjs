// Every published schema compiles in the strict mode of ajv, with the vocabulary that is published beside them. Called as
// `ajv.mjs SCHEMAS`; prints how many.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import addFormats from "ajv-formats";
import Ajv2020 from "ajv/dist/2020.js";

const folder = process.argv[2];
const read = (name) => JSON.parse(readFileSync(join(folder, name), "utf8"));
const vocabulary = read("woordenschat.json");
let count = 0;
const names = readdirSync(folder, { recursive: true }).filter((name) => /\.v\d+\.json$/.test(name));
for (const name of names) {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
  addFormats(ajv);
  // The few lines that any reader needs: each keyword with what it may hold, each format with its bounds.
  for (const [keyword, metaSchema] of Object.entries(vocabulary.properties)) ajv.addKeyword({ keyword, metaSchema });
  for (const [format, { minimum, maximum }] of Object.entries(vocabulary.$defs)) {
    ajv.addFormat(format, { type: "number", validate: (n) => Number.isInteger(n) && n >= minimum && n <= maximum });
  }
  ajv.compile(read(name));
  count += 1;
}
console.log(count);
