// The tasks of a controller, walked in Chromium from `/` with and without scripts. A step is a press on a link or a button; what is
// filled in before it belongs to it. Each task takes at most five. Prints `done`.
import { chromium } from "playwright-core";

const STEPS_MAX = 5;

const [base, executablePath] = process.argv.slice(2);
const faults = [];
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });

const link = (name, within = "body") => async (page) => page.locator(within).getByRole("link", { name }).first().click();
const button = (name, filled = {}) => async (page) => {
  const fields = page.locator("input, textarea, select");
  for (const [label, value] of Object.entries(filled)) await page.getByLabel(label).and(fields).first().fill(value);
  await page.getByRole("button", { name }).first().click();
};

// What is to be done, the steps, and what the last page then shows.
const TASKS = [
  ["which outputs have no note", [link(/prestaties met een toelichting/)], /Zonder toelichting[^]*9B1\.2/],
  ["what changed since the last round", [link("Vergelijken", "nav"), link(/Van 2020-vr1.* naar 2020-vr2/)], /Waar het op neerkomt/],
  ["what is still open of the target", [link("Geld", "nav"), button("Toon", { Peildatum: "2020-09-10" })], /Taakstellingen en tekorten[^]*open/],
  ["who closed building C, and when the council heard of it",
    [link("Zoeken", "nav"), button("Zoek", { Woorden: "gebouw c" }), link("Geschiedenis", "li:has-text('voorziening/gebouw-c')")],
    /Voorziening gesloten[^]*Eerst gemeld aan de raad/],
  ["record a note",
    [link("2e Voortgangsrapportage 2020", ".rounds"), link(/9B1\.1/, ".tree"), link(/[Tt]oelichting/, ".record-links"), button("Controleren", { Tekst: "Het gaat goed." }), button("Vastleggen")],
    /Gebeurtenis \d+: Toelichting vastgelegd/],
];

for (const javaScriptEnabled of [true, false]) {
  for (const [task, steps, shown] of TASKS) {
    const context = await browser.newContext({ locale: "nl-NL", viewport: { width: 1280, height: 900 }, javaScriptEnabled });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const fault = (text) => faults.push(`${task} (scripts ${javaScriptEnabled}): ${text}`);
    if (steps.length > STEPS_MAX) fault(`takes ${steps.length} steps`);
    try {
      await page.goto(base);
      for (const step of steps) {
        await step(page);
        await page.waitForLoadState();
      }
      const text = await page.locator("main").innerText();
      if (!shown.test(text.replaceAll("\u00a0", " "))) fault(`${page.url()} does not show ${shown}`);
    } catch (error) {
      fault(`at ${page.url()}: ${error.message}`);
    }
    await context.close();
  }
}

await browser.close();
if (faults.length > 0) {
  console.error(faults.join("\n"));
  process.exit(1);
}
console.log("done");
