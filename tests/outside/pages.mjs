// Opens every kind of page of a running service in Chromium: no error in the console, nothing that axe-core finds, no request that
// leaves the service, nothing wider than the screen, the keyboard reaches the content, and valid HTML. Prints `done`.
import { readFileSync } from "node:fs";
import { NARROW, WIDE, accessible, end, fits, launch, soundNow, task as open, toMainPage, valid } from "./sound.mjs";

const [base, executablePath, ...paths] = process.argv.slice(2);
const faults = [];
const browser = await launch(executablePath);

// Opens a page and looks at it; `what` names the circumstances.
async function look(path, what, options, check) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const fault = (text) => faults.push(`${path} (${what}): ${text}`);
  page.on("console", (message) => message.type() === "error" && fault(`console: ${message.text()}`));
  page.on("pageerror", (error) => fault(`script: ${error}`));
  page.on("request", (request) => request.url().startsWith(base) || fault(`asks ${request.url()}`));
  const answer = await page.goto(base + path);
  if (answer.status() !== 200) fault(`status ${answer.status()}`);
  await check(page, fault, answer);
  await context.close();
}

for (const path of paths) {
  const english = path + (path.includes("?") ? "&" : "?") + "taal=en";
  await look(path, "as served", WIDE, async (page, fault, answer) => {
    await valid(await answer.text(), fault);
    await accessible(page, fault);
    await fits(page, fault);
  });
  await look(english, "English", WIDE, accessible);
  await look(path, "dark", { ...WIDE, colorScheme: "dark" }, accessible);
  await look(path, "narrow, without scripts", { ...NARROW, javaScriptEnabled: false }, async () => {});
  await look(path, "narrow", NARROW, async (page, fault) => {
    await accessible(page, fault);
    await fits(page, fault);
  });
  await look(path, "keyboard", WIDE, async (page, fault) => {
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    const reached = await page.evaluate(() => document.activeElement?.id);
    if (reached !== "inhoud") fault(`the first link leads to ${reached}, not to the content`);
  });
}

// The main pages: in one word on a narrow screen, which the keyboard opens, and all in at most two lines on a wide one.
for (const javaScriptEnabled of [true, false]) {
  const folded = (path, width, check) => look(path, `main pages at ${width}, scripts ${javaScriptEnabled}`, { viewport: { width, height: 640 }, javaScriptEnabled }, check);
  await folded("/agenda?van=2019-01-01&tot=2021-12-31", 320, async (page, fault) => {
    const links = page.locator("nav details.menu a");
    const height = async () => (await page.locator("nav details.menu").boundingBox()).height;
    if ((await height()) > 72) fault(`the menu is ${await height()} high`);
    if (await links.first().isVisible()) fault("the menu is not folded");
    for (let presses = 0; presses < 5 && !(await page.locator("summary:focus").count()); presses += 1) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await links.first().waitFor({ state: "visible" });
    await page.keyboard.press("Tab");
    if (!(await links.first().evaluate((link) => link === document.activeElement))) fault("the keyboard does not go into the menu");
    if (!(await page.locator("nav summary").innerText()).includes("Agenda")) fault("the menu does not say where one is");
    if (javaScriptEnabled) {
      await accessible(page, fault);
      await fits(page, fault);
    }
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Enter");
    if (await links.first().isVisible()) fault("the menu does not fold again");
  });
  for (const width of [768, 1280]) {
    await folded("/agenda?van=2019-01-01&tot=2021-12-31", width, async (page, fault) => {
      if (await page.locator("nav summary").isVisible()) fault("there is a menu");
      const tops = await page.locator("nav a").evaluateAll((links) => links.map((link) => Math.round(link.getBoundingClientRect().top)));
      if (new Set(tops).size > 2) fault(`the main pages take ${new Set(tops).size} lines`);
    });
  }
}

// Records a note with the keyboard's and mouse's means alone: what is wrong first, then what the report will say, then the event.
async function recordNote(language, javaScriptEnabled) {
  const path = `/vastleggen/toelichting.vastgelegd?onderwerp=onderdeel/9B1.1&ronde=2020-vr2&taal=${language}`;
  const context = await browser.newContext({ viewport: { width: 320, height: 640 }, javaScriptEnabled });
  const page = await context.newPage();
  const fault = (text) => faults.push(`${path} (recording, scripts ${javaScriptEnabled}): ${text}`);
  const sound = (what) => soundNow(page, fault, what, javaScriptEnabled);
  const press = (step) => Promise.all([page.waitForNavigation(), page.click(`button[name=stap][value=${step}]`)]);
  await page.goto(base + path);
  await page.fill("[name='gegevens.kop']", "Een kop van de pagina");
  let [answer] = await press("controleren");
  if (answer.status() !== 400) fault(`without a text the status is ${answer.status()}`);
  await sound("what is wrong");
  if ((await page.inputValue("[name='gegevens.kop']")) !== "Een kop van de pagina") fault("what was typed is lost");
  await page.fill("[name='gegevens.tekst']", "Een toelichting <b>van</b> de pagina\nmet een tweede regel, aan piet@stad.example");
  [answer] = await press("controleren");
  if (answer.status() !== 200) fault(`the preview has status ${answer.status()}`);
  await sound("the preview");
  [answer] = await press("vastleggen");
  if (!/\/gebeurtenissen\/[0-9]+(\?|$)/.test(page.url())) fault(`after recording the page is ${page.url()}`);
  if (!(await page.content()).includes("met een tweede regel")) fault("the event does not show what was recorded");
  await context.close();
}
const task = (path, what, javaScriptEnabled, work) => open(browser, base + path, { what, faults, javaScriptEnabled }, work);

// Checks a bundle that is chosen, dropped or damaged, and what is pasted, with the keyboard where it has a part in it.
async function checkBundle(language) {
  const fetched = async (name) => Buffer.from(await (await fetch(`${base}/v1/rondes/2019-vr1/${name}`)).arrayBuffer());
  const [bundle, halfPage] = [await fetched("bundel"), (await fetched("raadsstuk")).toString("utf8")];
  const file = { name: "bundel.zip", mimeType: "application/zip", buffer: bundle };
  const holds = language === "nl" ? "na te rekenen is klopt" : "can be checked here holds";
  const fails = language === "nl" ? "KLOPT NIET" : "DOES NOT HOLD";
  await task(`/controle?taal=${language}`, "checking", true, async (page, fault, sound) => {
    page.on("request", (request) => fault(`asks ${request.url()}`));
    const verdict = async () => {
      await page.waitForFunction(() => document.activeElement?.id === "uitkomst");
      return page.innerText("#uitkomst");
    };
    const away = () => page.evaluate(() => document.activeElement.blur());
    await page.setInputFiles("#bundel", file);
    let said = await verdict();
    if (!said.includes(holds) || !said.includes("replay verify bundel.zip")) fault(`a good bundle: ${said}`);
    if ((await page.locator("#oordeel p").count()) !== 3) fault(`not three sentences: ${said}`);
    await sound("a good bundle");
    // The half page is pasted, and the button is pressed with the keyboard.
    await page.fill("#papier", halfPage);
    await page.focus("#papier");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    said = await verdict();
    const key = language === "nl" ? "met de sleutel die u gaf" : "with the key that you gave";
    if (!said.includes(holds) || !said.includes(key)) fault(`with the half page: ${said}`);
    await sound("with the half page");
    // A damaged one is dropped.
    await away();
    const damaged = Buffer.from(bundle);
    damaged[damaged.length >> 1] ^= 1;
    const data = await page.evaluateHandle((bytes) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(bytes)], "beschadigd.zip", { type: "application/zip" }));
      return transfer;
    }, [...damaged]);
    await page.dispatchEvent("#bundel-vak", "drop", { dataTransfer: data });
    said = await verdict();
    if (!said.includes(fails)) fault(`a damaged bundle: ${said}`);
    await sound("a damaged bundle");
  });
  await task(`/controle?taal=${language}`, "checking", false, async (page, fault, sound) => {
    if (await page.isVisible("#nagaan")) fault("without scripts there is a button that does nothing");
    if (!(await page.innerText("main")).includes("replay verify bundel.zip")) fault("without scripts it does not say what is needed");
    await sound("without scripts");
  });
}

// Seals a round: what is in the way first, then what will be fixed, then the half page.
async function sealRound(language, javaScriptEnabled, body, purport) {
  await task(`/rondes/2020-vr2/vaststellen?taal=${language}`, "sealing", javaScriptEnabled, async (page, fault, sound) => {
    const press = async (step) => (await Promise.all([page.waitForNavigation(), page.click(`button[name=stap][value=${step}]`)]))[0].status();
    await sound("the form");
    await page.selectOption("[name=orgaan]", body);
    await page.selectOption("[name=strekking]", purport);
    if ((await press("controleren")) !== 409) fault("drafts are not in the way");
    await sound("what is in the way");
    await page.check("[name=onbeoordeeld]");
    if ((await press("controleren")) !== 200) fault("it can not be confirmed");
    await sound("the confirmation");
    if ((await press("vaststellen")) !== 200) fault("it was not sealed");
    if (!(await page.inputValue("#halve-bladzijde")).includes("Digest ")) fault("there is no half page to copy");
    await sound("the half page");
  });
}
await recordNote("nl", false);
await recordNote("nl", true);
await recordNote("en", true);
await checkBundle("nl");
await checkBundle("en");
// A sealed round takes no notes, so this comes last.
await sealRound("nl", false, "college", "aangeboden");
await sealRound("en", true, "raad", "vastgesteld");

// Reads an invented page of a round that is not there yet, judges its drafts, and records them: five steps from the front door.
async function reviewPage(language, javaScriptEnabled, year, width) {
  const context = await browser.newContext({ viewport: { width, height: 800 }, javaScriptEnabled });
  const page = await context.newPage();
  const fault = (text) => faults.push(`/inlezen (${language}, ${width} wide, scripts ${javaScriptEnabled}): ${text}`);
  page.on("console", (message) => message.type() === "error" && fault(`console: ${message.text()}`));
  const sound = (what) => soundNow(page, fault, what, javaScriptEnabled);
  const go = (selector) => Promise.all([page.waitForNavigation(), page.click(selector)]);
  await page.goto(`${base}/?taal=${language}`);
  await toMainPage(page, "/inlezen");
  await page.fill("#tekst", invented.replaceAll("2021", year).replaceAll("9C", `${year % 10}C`).replace("Programma 9", `Programma ${year % 10}`));
  await page.click("form.record details summary");
  if (!(await page.isVisible("#nieuweRonde"))) fault("a new round can not be named");
  await page.fill("#nieuweRonde", `${year}-vr2`);
  await page.fill("#peildatum", `${year}-09-01`);
  await go("form.record button.primary");
  if (!/\/inlezen\/[0-9a-f]{32}/.test(page.url())) fault(`after reading the page is ${page.url()}: ${await page.textContent("main")}`);
  await sound("the review");
  const drafts = await page.locator("li.draft").count();
  if (drafts < 10) fault(`only ${drafts} drafts`);
  await go("#concept-1 button[value^='akkoord:']");
  if (!page.url().endsWith("#concept-2")) fault(`after a press the page is ${page.url()}`);
  await go("#concept-2 a.as-button");
  await sound("a draft in its form");
  await go("form.record button.primary");
  await go("button[value='ongezien']");
  await sound("all is judged");
  await go("#verder ~ p a.primary");
  await sound("what will be recorded");
  await go("form.record button.primary");
  await sound("what was recorded");
  if ((await page.locator("ul.positions a").count()) !== drafts) fault(`recorded are not ${drafts} events: ${await page.textContent("main")}`);
  await go(`main a[href^='/rondes/${year}-vr2']`);
  await go("main a[href^='/nakijken']");
  await sound("what was taken unseen");
  await go("button[value^='akkoord:']");
  await sound("one of them is confirmed");
  await context.close();
}
const invented = readFileSync(process.env.REVIEW_PAGE, "utf8");
await reviewPage("nl", false, 2022, 320);
await reviewPage("nl", true, 2023, 320);
await reviewPage("en", true, 2024, 1280);

// A real page, where it is there: sent as a file, looked at, and thrown away.
if (process.env.REAL_PAGE) {
  for (const language of ["nl", "en"]) {
    const context = await browser.newContext({ viewport: { width: language === "nl" ? 320 : 1280, height: 800 } });
    const page = await context.newPage();
    const fault = (text) => faults.push(`a real page (${language}): ${text}`);
    const go = (selector) => Promise.all([page.waitForNavigation(), page.click(selector)]);
    await page.goto(`${base}/inlezen?taal=${language}`);
    await page.setInputFiles("#bestand", process.env.REAL_PAGE);
    await page.click("form.record details summary");
    await page.fill("#nieuweRonde", "2021-vr2");
    await page.fill("#peildatum", "2021-09-01");
    await go("form.record button.primary");
    await soundNow(page, fault, "the review", true);
    if ((await page.locator("li.draft").count()) < 10) fault("it has no drafts");
    await page.click("main details:last-of-type summary >> nth=-1");
    await go("form[action*='weggooien'] button");
    await context.close();
  }
}

await browser.close();
end(faults);
