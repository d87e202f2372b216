// openapi-fetch with the types of openapi-typescript, in `schema.ts`, does what an API is for. Prints `done` at the end.
import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

// Of what an address answers with, the JSON: a report is a CSV or a workbook as well.
const client = createClient<paths, "application/json" | "application/problem+json">({ baseUrl: `${process.argv[2]}/v1` });
type Stored = components["schemas"]["Record"];

const report = await client.GET("/rapportage", { params: { query: { geldigOp: "2019-04-01" } } });
assert.ok(report.data);
assert.equal(report.data.basis.peildatum, "2019-04-01");
assert.ok(report.data.onderdelen[0]?.onderdelen[0]?.code);

const cases = await client.GET("/dossiers", { params: { query: { limit: 3 } } });
assert.ok(cases.data?.length === 3 && cases.data.every((one) => one.onderwerpVersie > 0 && one.status));

const seen = await client.GET("/voorzieningen/{id}", { params: { path: { id: "gebouw-c" } } });
const tag = seen.response.headers.get("etag");
assert.ok(tag && seen.data);
const event: components["schemas"]["VoorzieningCapaciteitGewijzigd"] = {
  type: "nl.peildatum.voorziening.capaciteit-gewijzigd",
  onderwerp: "voorziening/gebouw-c",
  ingangsdatum: "2021-02-01",
  gegevens: { capaciteit: 31 },
};
const kept = await client.POST("/gebeurtenissen", { params: { header: { "If-Match": tag } }, body: event });
assert.equal(kept.response.status, 201);
const again = await client.POST("/gebeurtenissen", {
  params: { header: { "If-Match": `"${seen.data.onderwerpVersie}"` } },
  body: { ...event, gegevens: { capaciteit: 32 } },
});
assert.equal(again.response.status, 412);
const refused: components["schemas"]["Probleem"] | undefined = again.error;
assert.equal(refused?.code, "onderwerp-gewijzigd");

const compared = await client.GET("/vergelijking", {
  params: { query: { van: "2019-04-01@2019-05-28T10:00:00Z", naar: "2019-04-01" } },
});
assert.ok(compared.data && compared.data.tellingen.herstel > 0);

let cursor: number | undefined = 0;
const all: Stored[] = [];
while (cursor !== undefined) {
  const { data, response } = await client.GET("/gebeurtenissen", { params: { query: { cursor, limit: 100 } } });
  assert.ok(data);
  all.push(...data);
  const next: RegExpExecArray | null = /[?&]cursor=(\d+)[^>]*>; rel="next"/.exec(response.headers.get("link") ?? "");
  cursor = next ? Number(next[1]) : undefined;
}
assert.deepEqual(all.map((one) => one.positie), all.map((_, at) => at + 1));
const last = all.at(-1);
assert.ok(last?.type === "nl.peildatum.voorziening.capaciteit-gewijzigd");
assert.equal(last.gegevens.capaciteit, 31);
console.log("done");
