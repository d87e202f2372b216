// A client made by @hey-api/openapi-ts, in its folder `openapi-ts`, does what an API is for. Prints `done` at the end.
import assert from "node:assert/strict";
import { client } from "./openapi-ts/client.gen.js";
import * as api from "./openapi-ts/sdk.gen.js";
import type { Probleem, Record as Stored, VoorzieningCapaciteitGewijzigd } from "./openapi-ts/types.gen.js";

client.setConfig({ baseUrl: `${process.argv[2]}/v1` });

const report = await api.leesRapportage({ query: { geldigOp: "2019-04-01" }, throwOnError: true });
assert.equal(report.data.basis.peildatum, "2019-04-01");
assert.equal(report.data.rapportageVersie, 2);
assert.ok(report.data.onderdelen[0]?.onderdelen[0]?.code);

const cases = await api.leesDossiers({ query: { limit: 3 }, throwOnError: true });
assert.ok(cases.data.length === 3 && cases.data.every((one) => one.onderwerpVersie > 0 && one.status));

const seen = await api.leesVoorziening({ path: { id: "gebouw-c" }, throwOnError: true });
const tag = seen.response.headers.get("etag");
assert.ok(tag && seen.data);
const event: VoorzieningCapaciteitGewijzigd = {
  type: "nl.peildatum.voorziening.capaciteit-gewijzigd",
  onderwerp: "voorziening/gebouw-c",
  ingangsdatum: "2021-02-01",
  gegevens: { capaciteit: 21 },
};
const kept = await api.legVast({ body: event, headers: { "If-Match": tag }, throwOnError: true });
assert.equal(kept.response.status, 201);
const again = await api.legVast({
  body: { ...event, gegevens: { capaciteit: 22 } },
  headers: { "If-Match": `"${seen.data.onderwerpVersie}"` },
});
assert.equal(again.response?.status, 412);
const refused: Probleem | undefined = again.error;
assert.equal(refused?.code, "onderwerp-gewijzigd");

const compared = await api.vergelijk({
  query: { van: "2019-04-01@2019-05-28T10:00:00Z", naar: "2019-04-01" },
  throwOnError: true,
});
assert.ok(compared.data.tellingen.herstel > 0);

let cursor: number | undefined = 0;
const all: Stored[] = [];
while (cursor !== undefined) {
  const page: Awaited<ReturnType<typeof api.leesGebeurtenissen<true>>> = await api.leesGebeurtenissen({
    query: { cursor, limit: 100 },
    throwOnError: true,
  });
  all.push(...page.data);
  const next = /[?&]cursor=(\d+)[^>]*>; rel="next"/.exec(page.response.headers.get("link") ?? "");
  cursor = next ? Number(next[1]) : undefined;
}
assert.deepEqual(all.map((one) => one.positie), all.map((_, at) => at + 1));
const last = all.at(-1);
// Told apart by `type`: the compiler knows the data of this one.
assert.ok(last?.type === "nl.peildatum.voorziening.capaciteit-gewijzigd");
assert.equal(last.gegevens.capaciteit, 21);
console.log("done");
