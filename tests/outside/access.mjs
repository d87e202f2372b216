// Signs in to a service where access is limited, in Chromium: by keyboard, with and without scripts, in both languages; makes a token,
// withdraws it, and looks at each page on the way. Prints `done`.
import { end, launch, task, toMainPage } from "./sound.mjs";

const [base, executablePath, token] = process.argv.slice(2);
const faults = [];
const browser = await launch(executablePath);

// The last day of a new token: far enough ahead, and never too far.
const until = new Date(Date.now() + 100 * 86_400_000).toISOString().slice(0, 10);

async function walk(language, javaScriptEnabled, width) {
  const address = `${base}/toegang?taal=${language}`;
  const options = { what: `access ${language} ${width}`, faults, javaScriptEnabled, viewport: { width, height: 800 } };
  await task(browser, address, options, async (page, fault, sound) => {
    const focused = () => page.evaluate(() => document.activeElement?.id ?? "");
    const tabTo = async (id) => {
      for (let presses = 0; presses < 40 && (await focused()) !== id; presses += 1) await page.keyboard.press("Tab");
      if ((await focused()) !== id) fault(`the keyboard does not reach ${id}`);
    };
    const enter = async () => (await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]))[0].status();
    const tokens = () => page.locator("tbody tr").count();
    if (!page.url().includes("/aanmelden?naar=/toegang")) fault(`who is not signed in comes to ${page.url()}`);
    await sound("the page to sign in");
    await tabTo("toegangsbewijs");
    await page.keyboard.type(`${token.slice(0, -4)}0000`);
    if ((await enter()) !== 401) fault("a wrong token is let in");
    if (!(await page.locator("[role=alert]").isVisible())) fault("it is not said that it was refused");
    await sound("refused");
    await tabTo("toegangsbewijs");
    await page.keyboard.type(token);
    if ((await enter()) !== 200 || !page.url().startsWith(address)) fault(`after signing in the page is ${page.url()}`);
    await sound("the tokens");
    const before = await tokens();
    // What is wrong with a token is said at its fields, and what was typed is still there.
    await tabTo("naam");
    await page.keyboard.type("Geen Naam");
    if ((await enter()) !== 400) fault("a wrong name makes a token");
    if ((await page.inputValue("#naam")) !== "Geen Naam") fault("what was typed is lost");
    await sound("what is wrong");
    await page.fill("#naam", `lezer-${language}-${javaScriptEnabled}`);
    await page.fill("#vervaltOp", until);
    await tabTo("vervaltOp");
    if ((await enter()) !== 200 || !/pd_[0-9a-f]{16}_/.test(await page.locator("[role=status]").innerText())) fault("no token was made");
    await sound("the new token");
    if ((await tokens()) !== before + 1) fault("the new token is not in the table");
    const buttons = page.locator("td form button");
    const valid = await buttons.count();
    await buttons.last().focus();
    if ((await enter()) !== 200) fault("it was not withdrawn");
    if ((await buttons.count()) !== valid - 1) fault("what was withdrawn has a button");
    await sound("withdrawn");
    // No calendar signs in, so none can follow the agenda here.
    await toMainPage(page, "/agenda");
    if (await page.locator("a[href*='agenda.ics']").count()) fault("the agenda has an address that opens for nobody");
    await sound("the agenda");
    await page.locator("form.signed-in button").focus();
    await enter();
    if (!page.url().includes("/aanmelden")) fault(`after signing out the page is ${page.url()}`);
    await page.goto(address);
    if (!page.url().includes("/aanmelden")) fault("after signing out the tokens are still shown");
  });
}

await walk("nl", true, 320);
await walk("nl", false, 320);
await walk("en", true, 1280);
await walk("en", false, 1280);
await browser.close();
end(faults);
