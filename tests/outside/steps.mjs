// The tasks of a controller, walked in Chromium from `/` with and without scripts. A step is a press on a link or a button; what is
// filled in before it belongs to it. Each task takes at most five. Prints `done`.
import { readFileSync } from "node:fs";
import { end, launch } from "./sound.mjs";

const STEPS_MAX = 5;

const [base, executablePath] = process.argv.slice(2);
const faults = [];
const browser = await launch(executablePath);
const reportPage = readFileSync(process.env.REVIEW_PAGE, "utf8");
const bundle = await (await fetch(`${base}/v1/rondes/2019-vr1/bundel`)).arrayBuffer();

const link = (name, within = "body") => async (page) => page.locator(within).getByRole("link", { name }).first().click();
// Fills in a field by its label: a text, a choice, or a box to tick.
async function fill(page, label, value) {
  const field = page.getByLabel(label).and(page.locator("input, textarea, select")).first();
  const kind = await field.evaluate((field) => (field.type === "checkbox" ? "box" : field.localName));
  await (kind === "box" ? field.check() : kind === "select" ? field.selectOption(value) : field.fill(value));
}
const button = (name, filled = {}) => async (page) => {
  for (const [label, value] of Object.entries(filled)) await fill(page, label, value);
  await page.getByRole("button", { name }).first().click();
};

// Chooses a file, and waits for what the page then says of it.
const choose = (label, name, bytes) => async (page) => {
  await page.getByLabel(label).setInputFiles({ name, mimeType: "application/zip", buffer: Buffer.from(bytes) });
  await page.waitForFunction(() => document.activeElement?.id === "uitkomst");
};

// A report page of an open round, about a programme that no other run has.
const pageAbout = (programme) => reportPage.replaceAll("2021", "2020").replaceAll("9C", `${programme}C`).replace("Programma 9", `Programma ${programme}`);
// The council decides after the executive.
const SEALED_BY = new Map([[true, { Orgaan: "college", Strekking: "aangeboden" }], [false, { Orgaan: "raad", Strekking: "vastgesteld" }]]);

// What is to be done, the steps, or the steps with and without scripts, and what the last page then shows. Each task is done in both
// ways before the next: a round that was sealed takes no notes.
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
  ["review the drafts of a page",
    (scripts) => [link("Inlezen", "nav"), button("Lees de pagina", { "Tekst van de pagina": pageAbout(scripts ? 5 : 6), Ronde: "2020-vr2", Peildatum: "2020-09-01" }),
      button(/Neem alle \d+ ongezien op/), link(/Controleer de/), button(/Leg .* vast/)],
    /gebeurtenissen vastgelegd/],
  ["confirm a draft that nobody looked at", [link(/concept dat niet is nagekeken|concepten die niet zijn nagekeken/), button("Klopt")], /nagekeken/],
  ["seal a round",
    (scripts) => [link("Vaststellen", ".rounds"), button("Controleren", { ...SEALED_BY.get(scripts), "Stel vast met": true }), button("Vaststellen")],
    /Ronde 2020-vr2 is vastgesteld[^]*De halve bladzijde/],
  ["check a bundle",
    (scripts) => [link("Controle", "nav"), ...(scripts ? [choose("Bundel (.zip)", "bundel.zip", bundle)] : [])],
    /na te rekenen is klopt|replay verify bundel\.zip/],
];

for (const [task, taken, shown] of TASKS) {
  for (const javaScriptEnabled of [true, false]) {
    const steps = typeof taken === "function" ? taken(javaScriptEnabled) : taken;
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
      const text = (await page.locator("main").innerText()).replaceAll("\u00a0", " ");
      if (!shown.test(text)) fault(`${page.url()} does not show ${shown}: ${text.slice(0, 400)}`);
    } catch (error) {
      fault(`at ${page.url()}: ${error.message}`);
    }
    await context.close();
  }
}

await browser.close();
end(faults);
