// What the scripts of the pages do, in Chromium: the log grows while events arrive, keys turn the pages of a report, the stream and the
// API are tried in place. Prints `done`.
import { chromium } from "playwright-core";

const [base, executablePath] = process.argv.slice(2);
const faults = [];
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });

async function on(path, what, check) {
  const context = await browser.newContext({ locale: "nl-NL", viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const must = (holds, text) => holds || faults.push(`${path} (${what}): ${text}`);
  // The browser itself tells of each answer that refuses, which one of the questions asks for.
  const isOurs = (text) => !text.includes("responded with a status of 400");
  page.on("console", (message) => must(message.type() !== "error" || !isOurs(message.text()), `console: ${message.text()}`));
  page.on("pageerror", (error) => must(false, `script: ${error}`));
  try {
    await page.goto(base + path);
    await check(page, must);
  } catch (error) {
    must(false, error.message);
  }
  await context.close();
}

async function append(type, onderwerp, gegevens) {
  const event = JSON.stringify({ type: `nl.peildatum.${type}`, onderwerp, ingangsdatum: "2021-03-01", gegevens });
  const answer = await fetch(`${base}/v1/gebeurtenissen`, { method: "POST", headers: { "content-type": "application/json" }, body: event });
  if (answer.status !== 201) throw new Error(await answer.text());
  return (await answer.json()).positie;
}
const record = (tekst) => append("toelichting.vastgelegd", "onderdeel/9", { tekst });

const row = (position) => `tr[data-positie="${position}"]`;

await on("/gebeurtenissen", "follows", async (page, must) => {
  await page.getByText("Nieuwe gebeurtenissen komen hier vanzelf").waitFor();
  const first = await record("een");
  await page.waitForSelector(row(first));
  must((await page.locator("tbody tr").first().getAttribute("data-positie")) === `${first}`, "the new event is not on top");
  must((await page.locator(`${row(first)} .mark`).textContent()) === "nieuw", "the new event is not marked");
  must((await page.locator(".live [role=status]").textContent()).includes("1 gebeurtenis"), "it is not announced");
  must((await page.locator("tbody tr").count()) === 50, "the rows have no bound");
  must((await page.locator("a[rel=next]").getAttribute("href")).includes("voor="), "what left the list can not be reached");
  await page.getByRole("button", { name: "Pauzeren" }).click();
  const quiet = await record("twee");
  must((await page.locator(row(quiet)).count()) === 0, "it grows while it is paused");
  await page.getByRole("button", { name: "Verder volgen" }).click();
  const last = await record("drie");
  await page.waitForSelector(row(last));
  must((await page.locator(row(quiet)).count()) === 1, "what came while it was paused is missing");
});
await on("/gebeurtenissen?type=voorziening.geopend", "follows what the filters let through", async (page, must) => {
  const before = await page.locator("tbody tr").count();
  await page.getByText("Nieuwe gebeurtenissen komen hier vanzelf").waitFor();
  const other = await record("vier");
  const opened = await append("voorziening.geopend", "voorziening/kade", { naam: "Kade", soort: "wijkteam", onderdeel: "9C1.1" });
  await page.waitForSelector(row(opened));
  must((await page.locator("tbody tr").count()) === before + 1, "it has other rows than before and the new one");
  must((await page.locator(row(other)).count()) === 0, "an event of another type came");
});
await on("/gebeurtenissen?actor=niemand", "the first row of an empty list", async (page, must) => {
  must((await page.locator("tbody tr").count()) === 0, "somebody is called niemand");
  must(await page.locator(".live").isVisible(), "it does not follow");
});

const tree = "/rondes/2020-vr2?filter=oranje-of-rood";
const node = (page) => new URL(page.url()).searchParams.get("onderdeel");
await on(tree, "keys", async (page, must) => {
  const press = async (key) => {
    const before = page.url();
    await page.keyboard.press(key);
    await page.waitForFunction((before) => location.href !== before, before);
  };
  await press("j");
  const first = node(page);
  await press("j");
  const second = node(page);
  must(first !== null && second !== null && first !== second, `j leads to ${first} and ${second}`);
  await press("k");
  must(node(page) === first, `k leads to ${node(page)}`);
  must((await page.locator(".turn a[rel=next]").getAttribute("aria-keyshortcuts")) === "j", "the link does not name its key");
  const here = page.url();
  await page.locator("#versie").focus();
  await page.keyboard.press("j");
  must(page.url() === here, "a key works while a field has the keyboard");
  await page.getByText("Toetsen", { exact: true }).click();
  must((await page.locator(".keys").innerText()).includes("volgende onderdeel"), "the keys are not listed");
  await page.getByLabel("Toetsen aan").uncheck();
  await page.locator("main").focus();
  await page.keyboard.press("j");
  await page.reload();
  await page.keyboard.press("j");
  must(page.url() === here, "a key works though it is switched off");
});
await on("/rapportage?geldigOp=2021-03-01&onderdeel=9", "the key that edits", async (page, must) => {
  await page.keyboard.press("e");
  await page.waitForURL(/vastleggen\/toelichting.vastgelegd/);
  must(page.url().includes("onderwerp=onderdeel"), page.url());
});

await on("/abonnementen", "the stream", async (page, must) => {
  must((await page.locator(".lines li").count()) === 0, "it listens without being asked");
  await page.getByRole("button", { name: "Luisteren" }).click();
  await page.locator(".lines li").nth(2).waitFor();
  const position = await record("vijf");
  await page.locator(".lines li").filter({ hasText: `${position} nl.peildatum` }).waitFor();
  await page.getByRole("button", { name: "Stoppen" }).click();
  must((await page.locator(".live-example [role=status]").textContent()) === "Gestopt.", "it does not say that it stopped");
});

await on("/api", "a question", async (page, must) => {
  const asked = page.locator("#leesRapportage");
  await asked.locator("summary").first().click();
  await asked.getByLabel("geldigOp").fill("2019-04-01");
  await asked.getByRole("button", { name: "Vraag op" }).click();
  await asked.getByText("200 · /v1/rapportage?geldigOp=2019-04-01").waitFor();
  must((await asked.locator(".body").textContent()).includes('"peildatum": "2019-04-01"'), "the answer does not show");
  must((await asked.locator(".head").textContent()).includes("api-version"), "the headers do not show");
  must(page.url() === `${base}/api`, `the page is left for ${page.url()}`);
  await asked.getByLabel("geldigOp").fill("1900-01-01");
  await asked.getByRole("button", { name: "Vraag op" }).click();
  await asked.getByText("400 · /v1/rapportage").waitFor();
  must((await asked.locator(".body").textContent()).includes("datum-voor-begin"), "the refusal does not show");
});

await browser.close();
if (faults.length > 0) {
  console.error([...new Set(faults)].join("\n"));
  process.exit(1);
}
console.log("done");
