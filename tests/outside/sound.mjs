// What makes a page sound in Chromium: valid HTML, nothing that axe-core finds, and nothing wider than the screen. And contexts in
// which a page is opened that fails the test with what it says in the console.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { HtmlValidate } from "html-validate";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const validator = new HtmlValidate({
  extends: ["html-validate:standard", "html-validate:a11y"],
  // The macro writes void elements without a slash and the doctype in capitals.
  rules: { "void-style": "off", "doctype-style": "off", "long-title": "off", "no-trailing-whitespace": "off" },
});

export const WIDE = { viewport: { width: 1280, height: 900 } };
export const NARROW = { viewport: { width: 320, height: 640 } };

export const launch = (executablePath) => chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });

export async function valid(html, fault) {
  for (const result of (await validator.validateString(html)).results) {
    for (const message of result.messages) fault(`${message.line}:${message.column} ${message.ruleId}: ${message.message}`);
  }
}

export async function accessible(page, fault) {
  await page.evaluate(axe);
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const found = await page.evaluate((tags) => axe.run(document, { runOnly: tags }), tags);
  for (const violation of found.violations) {
    fault(`axe ${violation.id}: ${violation.help}: ${violation.nodes.map((node) => node.html).slice(0, 3).join(" | ")}`);
  }
}

export async function fits(page, fault) {
  const [wide, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  if (wide > screen) fault(`is ${wide} wide on a screen of ${screen}`);
}

// Looks at the page as it is after presses: valid, and with scripts on without a violation and no wider than the screen.
export async function soundNow(page, fault, what, javaScriptEnabled) {
  const told = (text) => fault(`${what}: ${text}`);
  await valid(await page.content(), told);
  if (javaScriptEnabled) {
    await accessible(page, told);
    await fits(page, told);
  }
}

// Opens a page for a task, with what says whether it is sound, and closes it. What the browser itself says of a refusal is no fault.
export async function task(browser, address, { what, faults, ...options }, work) {
  const context = await browser.newContext({ ...NARROW, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const scripts = options.javaScriptEnabled ?? true;
  const fault = (text) => faults.push(`${address} (${what}, scripts ${scripts}): ${text}`);
  page.on("console", (message) => message.type() === "error" && !message.text().includes("status of 4") && fault(`console: ${message.text()}`));
  page.on("pageerror", (error) => fault(`script: ${error}`));
  try {
    await page.goto(address);
    await work(page, fault, (step) => soundNow(page, fault, step, scripts));
  } catch (error) {
    fault(`at ${page.url()}: ${error.message}`);
  }
  await context.close();
}

// Presses a link of the main pages, which a narrow screen folds below one word.
export async function toMainPage(page, path) {
  const menu = page.locator("nav details.menu:not([open]) > summary");
  if (await menu.isVisible()) await menu.click();
  await Promise.all([page.waitForNavigation(), page.click(`nav a[href^='${path}']`)]);
}

export function end(faults) {
  if (faults.length > 0) {
    console.error([...new Set(faults)].join("\n"));
    process.exit(1);
  }
  console.log("done");
}
