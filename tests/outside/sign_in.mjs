// People sign in at a real provider of OpenID Connect, in Chromium: with a role, with another, too late; its key is rotated while
// they work, and a session ends at both sides. A program brings a JWT. Prints `done`.
import assert from "node:assert/strict";
import http from "node:http";
import { exportJWK, generateKeyPair } from "jose";
import Provider from "oidc-provider";
import { chromium } from "playwright-core";

const [base, executablePath, port] = process.argv.slice(2);
const issuer = `http://localhost:${port}`;

// It tells of each default that it uses.
console.info = () => {};

const ACCOUNTS = {
  controller: { name: "C. Controller", roles: ["pd-controller"] },
  collega: { name: "C. Collega", roles: ["pd-controller"] },
  beheerder: { name: "B. Beheerder", roles: ["pd-beheerder"] },
  lezer: { name: "L. Lezer", roles: ["pd-lezer", "iets-anders"] },
  oud: { name: "A. Auditor", roles: ["pd-lezer"], einddatum: "2020-12-31" },
  niemand: { name: "N. Niemand", roles: ["iets-anders"] },
};

// What the provider remembers, also when it starts again with another key.
const kept = new Map();
class Memory {
  constructor(name) { this.name = name; }
  key(id) { return `${this.name}:${id}`; }
  async upsert(id, payload) { kept.set(this.key(id), { ...payload }); }
  async find(id) { return kept.get(this.key(id)); }
  async findByUid(uid) { return [...kept.values()].find((payload) => payload.kind === this.name && payload.uid === uid); }
  async consume(id) { kept.get(this.key(id)).consumed = Math.floor(Date.now() / 1000); }
  async destroy(id) { kept.delete(this.key(id)); }
  async revokeByGrantId(grantId) { for (const [key, payload] of kept) if (payload.grantId === grantId) kept.delete(key); }
}

const keys = [];
async function newKey() {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  keys.unshift({ ...(await exportJWK(privateKey)), kid: `sleutel-${keys.length + 1}`, use: "sig", alg: "RS256" });
}

function provider() {
  const made = new Provider(issuer, {
    adapter: Memory,
    jwks: { keys: [...keys] },
    cookies: { keys: ["toets"] },
    conformIdTokenClaims: false,
    claims: { openid: ["sub", "roles", "einddatum"], profile: ["name"] },
    scopes: ["openid", "profile"],
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...ACCOUNTS[id] }) }),
    extraTokenClaims: () => ({ roles: ["pd-lezer"] }),
    // Its own way calls no address of this machine.
    fetch: (url, { dispatcher, ...options }) => fetch(url, options),
    features: {
      backchannelLogout: { enabled: true },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_, audience) => ({ scope: "", audience, accessTokenFormat: "jwt", jwt: { sign: { alg: "RS256" } } }),
      },
    },
    clients: [
      {
        client_id: "peildatum",
        client_secret: "geheim&met/tekens",
        redirect_uris: [`${base}/aanmelden/stad/terug`],
        post_logout_redirect_uris: [`${base}/aanmelden`],
        backchannel_logout_uri: `${base}/aanmelden/stad/einde`,
        backchannel_logout_session_required: true,
      },
      { client_id: "koppeling", client_secret: "ook-geheim", grant_types: ["client_credentials"], redirect_uris: [], response_types: [] },
    ],
  });
  made.on("backchannel.error", (_, error) => console.error("back-channel logout:", error.message));
  made.on("server_error", (_, error) => console.error("the provider:", error));
  return made;
}

await newKey();
let answering = provider().callback();
const server = http.createServer((request, answer) => answering(request, answer)).listen(Number(port), "localhost");

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });

async function visitor() {
  const context = await browser.newContext({ locale: "nl-NL", viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  return page;
}

async function signIn(page, login, path = "/") {
  await page.goto(base + path);
  await page.getByRole("link", { name: "Aanmelden bij Voorbeeldstad" }).click();
  await page.fill("input[name=login]", login);
  await page.fill("input[name=password]", "x");
  await page.click("button[type=submit]");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL((url) => url.href.startsWith(base));
}

const shown = (page) => page.locator("body").innerText();

// Where somebody wanted to go, with their name and their role, and what that role may.
const controller = await visitor();
await signIn(controller, "controller", "/rondes/2019-vr1?versie=2");
assert.equal(controller.url(), `${base}/rondes/2019-vr1?versie=2`);
assert.match(await shown(controller), /C\. Controller \(controleren\)/);
assert.equal((await controller.goto(`${base}/toegang`)).status(), 403);
const cookies = await controller.context().cookies(base);
assert.deepEqual(cookies.map(({ name, secure, httpOnly, sameSite }) => [name, secure, httpOnly, sameSite]), [["__Host-peildatum", true, true, "Lax"]]);

// What they record has them as its actor.
await controller.goto(`${base}/vastleggen/toelichting.vastgelegd?onderwerp=onderdeel/9B1.1&ronde=2020-vr2`);
await controller.getByLabel("Tekst").and(controller.locator("textarea")).first().fill("Het gaat goed.");
await controller.getByRole("button", { name: "Controleren" }).click();
await controller.getByRole("button", { name: "Vastleggen" }).first().click();
await controller.waitForURL(/gebeurtenissen\/\d+/);
assert.match(await shown(controller), /\(Nederlandse tijd\) door C\. Controller\./);

// The provider has another key from now on; who works goes on, and who comes gets in.
await newKey();
answering = provider().callback();
const reader = await visitor();
await signIn(reader, "lezer");
assert.match(await shown(reader), /L\. Lezer \(lezen\)/);
assert.equal((await reader.goto(`${base}/inlezen`)).status(), 403, "who reads sees no drafts");
assert.equal((await controller.goto(`${base}/inlezen`)).status(), 200);

// Not everybody whom the provider knows gets in.
for (const [login, why] of [["oud", /einddatum van uw account is voorbij/], ["niemand", /geen rol voor deze dienst/]]) {
  const page = await visitor();
  await signIn(page, login);
  assert.match(await shown(page), why);
  assert.equal((await page.goto(`${base}/`)).url(), `${base}/aanmelden?naar=/`);
}

// An answer that was stolen from one browser signs nobody in in another.
const thief = await visitor();
const stolen = await thief.goto(`${base}/aanmelden/stad/terug?code=x&state=${"0".repeat(64)}&iss=${encodeURIComponent(issuer)}`);
assert.equal(stolen.status(), 401);
assert.match(await shown(thief), /hoort niet bij een aanmelding/);

async function follow(page) {
  await page.goto(`${base}/gebeurtenissen`);
  await page.evaluate(() => {
    window.ended = new Promise((resolve) => {
      const source = new EventSource("/v1/gebeurtenissen/stroom?na=hoofd");
      source.addEventListener("einde", (event) => { source.close(); resolve(event.data); });
      window.opened = new Promise((open) => source.addEventListener("open", open));
    });
  });
  await page.evaluate(() => window.opened.then(() => true));
}

// A person ends what they left open elsewhere; who manages access ends everything of a person, with what is open.
const left = await visitor();
await signIn(left, "collega");
const colleague = await visitor();
await signIn(colleague, "collega", "/sessies");
assert.equal(await colleague.locator("main table tbody tr").count(), 2);
assert.doesNotMatch(await shown(colleague), /Alle sessies/);
await colleague.getByRole("button", { name: "Beëindig al mijn andere sessies" }).click();
assert.match((await left.goto(`${base}/`)).url(), /aanmelden/);
await follow(colleague);
const manager = await visitor();
await signIn(manager, "beheerder", "/sessies");
await manager.getByRole("row", { name: /stad:collega/ }).getByRole("button", { name: /Beëindig alles van deze persoon/ }).click();
await manager.waitForLoadState();
assert.doesNotMatch(await shown(manager), /stad:collega/);
assert.match(await colleague.evaluate(() => window.ended), /toegang-ingetrokken/);
assert.match((await colleague.goto(`${base}/`)).url(), /aanmelden/);
assert.equal((await controller.goto(`${base}/sessies`)).status(), 200, "somebody else goes on");

// Signed out at the provider: the stream that is open ends, and so does the session.
await follow(controller);
const elsewhere = await controller.context().newPage();
await elsewhere.goto(`${issuer}/session/end`);
await elsewhere.getByRole("button", { name: /yes/i }).click();
await elsewhere.waitForLoadState();
assert.match(await controller.evaluate(() => window.ended), /toegang-ingetrokken/);
assert.match((await controller.goto(`${base}/`)).url(), /aanmelden/);

// Signed out here: the browser goes to the provider, and comes back signed out there too.
await reader.goto(`${base}/`);
await reader.getByRole("button", { name: "Afmelden" }).click();
await reader.waitForURL((url) => url.href.startsWith(`${issuer}/session/end`));
await reader.getByRole("button", { name: /yes/i }).click();
await reader.waitForURL(`${base}/aanmelden`);
await reader.getByRole("link", { name: "Aanmelden bij Voorbeeldstad" }).click();
assert.equal(await reader.locator("input[name=login]").count(), 1, "the provider asks who it is");

// A program brings a JWT for this service; one for another service opens nothing.
async function jwt(resource) {
  const form = new URLSearchParams({ grant_type: "client_credentials", resource });
  const headers = { authorization: `Basic ${btoa("koppeling:ook-geheim")}` };
  const answer = await fetch(`${issuer}/token`, { method: "POST", headers, body: form });
  return (await answer.json()).access_token;
}
const call = async (token) => {
  const answer = await fetch(`${base}/v1/rondes`, { headers: { authorization: `Bearer ${token}` } });
  return [answer.status, answer.ok ? "" : (await answer.json()).code];
};
assert.deepEqual(await call(await jwt("https://peildatum.example/v1")), [200, ""]);
assert.deepEqual(await call(await jwt("https://elders.example/")), [401, "voor-andere-dienst"]);

await browser.close();
server.close();
server.closeAllConnections();
console.log("done");
