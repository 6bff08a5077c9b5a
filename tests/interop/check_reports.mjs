// Opens the HTML reports in headless Chromium as an office would: from a file, offline.
//
//   node tests/interop/check_reports.mjs PROGRAM PLAN_FOLDER [REPORT.html...]
//
// In: the program, a plan folder to copy, and reports that it wrote. Node finds axe-core and
// playwright-core in the folder that NODE_PATH names; CHROMIUM names the browser. Out: a line a
// check; exit 1 at the first report that fails. A report with some 5,000 findings is made by the
// program from generated returns. Its time is told, and bounded so widely that a slow machine passes.
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(join(process.env.NODE_PATH ?? process.cwd(), "packages.js"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const WIDTHS = [360, 1024, 1920];
const SCHEMES = ["light", "dark"];
const MANY = 5000;
// What the office was promised is 2 s on its own machine; this only catches a page that has run away.
const OPENS_WITHIN_MS = 10_000;
const LONG_NAME = "A".repeat(80) + "回答".repeat(25);
const ARGUMENTS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

const [program, plan, ...reports] = process.argv.slice(2);
if (!program || !plan) {
  console.error("usage: check_reports.mjs PROGRAM PLAN_FOLDER [REPORT.html...]");
  process.exit(2);
}

const failures = [];
function expect(holds, what) {
  if (!holds) failures.push(what);
}

const squeezed = (text) => text.replace(/\s+/gu, "");

/** Opens a report; anything that the page loads from elsewhere or complains of is a failure. */
async function open(browser, file, options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const name = basename(file);
  page.on("pageerror", (error) => failures.push(`${name}: ${error.message}`));
  page.on("console", (line) => {
    if (line.type() === "error" || line.type() === "warning") failures.push(`${name}: ${line.text()}`);
  });
  page.on("request", (request) => {
    if (!request.url().startsWith("file:")) failures.push(`${name} asks for ${request.url()}`);
  });
  await page.goto(pathToFileURL(file).href);
  return { context, page };
}

/** Nothing is wider than the screen. */
async function fits(page, what) {
  const wide = await page.evaluate(() => {
    const edge = document.documentElement.clientWidth;
    const out = [...document.querySelectorAll("main *, header *")].filter((element) => {
      const box = element.getBoundingClientRect();
      return box.width > 1 && box.right > edge + 1 && !element.closest(".aside");
    });
    const over = document.documentElement.scrollWidth > edge;
    return over || out.length ? out.slice(0, 3).map((element) => element.outerHTML.slice(0, 120)) : null;
  });
  expect(!wide, `${what}: wider than the screen: ${wide}`);
}

/** No violation of axe-core and no sideways scrolling, at every width, in light and dark. */
async function looks(browser, file) {
  const name = basename(file);
  for (const colorScheme of SCHEMES) {
    for (const width of WIDTHS) {
      const { context, page } = await open(browser, file, { colorScheme, viewport: { width, height: 900 } });
      await page.evaluate(axe);
      const { violations, passes } = await page.evaluate(() =>
        window.axe.run(document, {
          resultTypes: ["violations"],
          // Of WCAG 2.2, and off unless it is asked for.
          rules: { "target-size": { enabled: true } },
        }),
      );
      for (const violation of violations) {
        const at = violation.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(", ");
        failures.push(`${name} ${width} px ${colorScheme}: ${violation.id}: ${violation.help}: ${at}`);
      }
      expect(passes.length > 20, `${name}: axe-core looked at ${passes.length} rules only`);
      await fits(page, `${name} ${width} px`);
      await context.close();
    }
  }
}

/** The findings in view and the number that the page tells. */
function inView(page) {
  return page.evaluate(() => {
    const seen = [...document.querySelectorAll("#findings .finding")].filter((item) => item.checkVisibility());
    return {
      items: seen.length,
      findings: seen.reduce((sum, item) => sum + Number(item.dataset.n), 0),
      told: document.getElementById("count")?.textContent ?? "",
      live: document.getElementById("count")?.getAttribute("role"),
    };
  });
}

/** Filters with the keys alone: every control is reached by Tab and does its work. */
async function filters(browser, file) {
  const name = basename(file);
  const { context, page } = await open(browser, file, { viewport: { width: 1024, height: 900 } });
  const all = await inView(page);
  const findings = Number(await page.getAttribute("#count", "data-all"));
  expect(all.live === "status", `${name}: the count is not announced`);
  expect(all.findings === findings, `${name}: ${all.findings} of ${findings} findings in view`);

  await page.keyboard.press("Tab");
  const skip = await page.evaluate(() => document.activeElement.className);
  expect(skip === "skip", `${name}: the first stop is not the skip link`);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.value);
  expect((await focused()) === "f-text", `${name}: Tab after the skip link does not reach the search`);

  const one = await page.evaluate(() => document.querySelector("#findings .finding code").textContent);
  const settle = () => page.waitForTimeout(400);
  await page.keyboard.type(one.normalize("NFKC").toUpperCase());
  await settle();
  const found = await inView(page);
  expect(found.items > 0 && found.findings < findings, `${name}: searching "${one}" leaves ${found.findings}`);
  expect(found.told === `${findings} 件のうち ${found.findings} 件を表示しています。`, `${name}: "${found.told}"`);

  await page.keyboard.press("Control+A");
  await page.keyboard.type("どこにもない言葉");
  await settle();
  expect((await inView(page)).items === 0, `${name}: nonsense is found`);
  expect(await page.isVisible("#none"), `${name}: an empty list says nothing`);
  await page.keyboard.press("Control+A");
  await page.keyboard.press("Delete");
  await settle();

  await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowDown");
  await settle();
  const section = await page.evaluate(() => document.getElementById("f-section").value);
  const ofSection = await page.evaluate((anchor) => {
    const own = document.querySelectorAll(`.group[aria-labelledby="${CSS.escape(anchor)}"] .finding`);
    return [...own].reduce((sum, item) => sum + Number(item.dataset.n), 0);
  }, section);
  const inSection = await inView(page);
  expect(section !== "" && inSection.findings === ofSection, `${name}: 課 ${section}: ${inSection.findings}`);
  await page.keyboard.press("ArrowUp");

  for (const severity of ["error", "warning", "info"]) {
    await page.keyboard.press("Tab");
    expect((await focused()) === severity, `${name}: Tab does not reach ${severity}`);
    await page.keyboard.press("Space");
  }
  await settle();
  expect((await inView(page)).items === 0, `${name}: findings of no severity are in view`);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await settle();
  const again = await inView(page);
  expect(again.findings === findings, `${name}: after a reset ${again.findings} of ${findings}`);

  await page.focus("#f-code");
  await page.keyboard.press("ArrowDown");
  await settle();
  const code = await page.evaluate(() => document.getElementById("f-code").value);
  const others = await page.evaluate(
    (code) => [...document.querySelectorAll("#findings .finding")].filter((i) => i.checkVisibility() && i.dataset.c !== code).length,
    code,
  );
  expect(code !== "" && others === 0, `${name}: code ${code} leaves ${others} others`);

  // A link to a finding that the filter hides shows it.
  const hidden = page.locator("#rules a[href^='#f']").last();
  await hidden.focus();
  await page.keyboard.press("Enter");
  await settle();
  const target = await page.evaluate(() => document.querySelector(":target")?.checkVisibility());
  expect(target === true, `${name}: a link to a hidden finding leads nowhere`);

  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.focus("#findings .copy");
  await page.keyboard.press("Enter");
  await settle();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied === one, `${name}: copied "${copied}", not "${one}"`);
  await context.close();
}

/** Without script every finding is in view and no control that would not work. */
async function withoutScript(browser, file) {
  const name = basename(file);
  const { context, page } = await open(browser, file, { javaScriptEnabled: false, viewport: { width: 1024, height: 900 } });
  const items = page.locator("#findings .finding");
  const count = await items.count();
  let seen = 0;
  for (const box of await Promise.all([...Array(count).keys()].map((at) => items.nth(at).boundingBox()))) {
    seen += box && box.height > 0 ? 1 : 0;
  }
  expect(seen === count, `${name} without script: ${seen} of ${count} findings in view`);
  for (const control of ["#filter", "#findings .copy"]) {
    const first = page.locator(control).first();
    expect((await first.count()) === 0 || !(await first.isVisible()), `${name} without script: ${control}`);
  }
  await context.close();
}

/** The printed pages hold the text of every finding, folded quotes too. */
async function prints(browser, file, folder) {
  const name = basename(file);
  const { context, page } = await open(browser, file, { viewport: { width: 1024, height: 900 } });
  const texts = await page.evaluate(() => {
    const parts = document.querySelectorAll(
      "#findings .what, #findings .finding dl code, #findings .finding q, #findings .finding dd:last-child",
    );
    // What only stands for readers of the screen is not counted by the printed text's order.
    return [...parts].map((part) => {
      const copy = part.cloneNode(true);
      copy.querySelectorAll(".aside").forEach((aside) => aside.remove());
      return copy.textContent;
    });
  });
  const pdf = join(folder, "printed.pdf");
  await page.pdf({ path: pdf, preferCSSPageSize: true });
  // Layout is left to pdftotext's raw mode: a text keeps its order there.
  const printed = execFileSync("pdftotext", ["-raw", pdf, "-"], { encoding: "utf8", maxBuffer: 1 << 28 });
  const held = letters(printed.replace(/^\d+ \/ \d+$/gmu, ""));
  const missing = texts.filter((text) => !held.includes(letters(text)));
  expect(texts.length > 0 || (await page.locator("#findings .finding").count()) === 0, `${name}: nothing to print`);
  expect(missing.length === 0, `${name}: not printed: ${missing.slice(0, 3).map((text) => squeezed(text).slice(0, 80)).join(" | ")}`);
  await context.close();
}

/** Letters as both the page and a PDF give them: no blanks, no marks that style adds, one form. */
function letters(text) {
  return text.normalize("NFKC").replace(/[\s－＋\-+−‐‑]/gu, "");
}

/** A plan folder whose returns make at least MANY findings, nearly all of them different. */
function manyFindings(folder) {
  const root = join(folder, "多い指摘");
  cpSync(plan, root, { recursive: true, filter: (path) => !/(回収|とりまとめ|配布)$/u.test(path) });
  run(root);
  const issued = JSON.parse(readFileSync(join(root, "とりまとめ", "前期", "統合.json"), "utf8")).forms;
  const sections = [...new Set(issued.map((form) => form.section))];
  const returned = join(root, "回収", "前期");
  mkdirSync(returned, { recursive: true });
  // Edited texts, labels that are gone, an empty phrase, a wrong choice in the wrong half-year: some
  // fourteen findings a form.
  const rounds = Math.ceil(MANY / (14 * issued.length));
  for (let round = 1; round <= rounds; round += 1) {
    for (const section of sections) {
      const edited = (text) => (text ?? "").replace(/\n/gu, " ").replace(/。|$/u, `（${section} ${round} 回目の案）。`);
      const lines = issued.filter((form) => form.section === section).flatMap((form) => [
        `様式ID\t${form.form_id}`,
        `目指す姿\t${edited(form.vision)}`,
        `目標\t${edited(form.annual_goal)}`,
        `取組内容\t${edited(form.planned_actions)}`,
        "進捗状況（前期）\t同上",
        `目標の達成\t${round} 割くらい`,
        "",
      ]);
      writeFileSync(join(returned, `${section}_${round}.txt`), lines.join("\n"));
    }
  }
  for (const name of [LONG_NAME, "回答\u{202E}xslx"]) writeFileSync(join(returned, `${name}.docx`), "文書");
  run(root);
  return join(root, "とりまとめ", "前期", "検証報告.html");
}

function run(root) {
  const done = spawnSync(program, ["run", root], { encoding: "utf8" });
  if (done.status !== 0) throw new Error(`run ${root}: ${done.stderr}`);
}

/** How long the page takes until it is drawn and has answered, in milliseconds. */
async function opens(browser, file) {
  const { context, page } = await open(browser, file, { viewport: { width: 1024, height: 900 } });
  const time = await page.evaluate(
    () =>
      new Promise((done) => {
        requestAnimationFrame(() =>
          setTimeout(() => {
            const [entry] = performance.getEntriesByType("navigation");
            done({ drawn: performance.now(), loaded: entry.loadEventEnd });
          }),
        );
      }),
  );
  const findings = await page.getAttribute("#count", "data-all");
  await page.focus("#f-text");
  const typed = Date.now();
  await page.keyboard.type("3 回目の案");
  await page.waitForFunction(() => /うち/u.test(document.getElementById("count").textContent));
  const filtered = Date.now() - typed;
  const size = (statSync(file).size / 1e6).toFixed(1);
  console.log(
    `${findings} findings, ${size} MB: loaded in ${Math.round(time.loaded)} ms, drawn in ${Math.round(time.drawn)} ms, filtered in ${filtered} ms`,
  );
  expect(Number(findings) >= MANY, `only ${findings} findings were made`);
  expect(time.drawn < OPENS_WITHIN_MS, `opens in ${time.drawn} ms`);
  await context.close();

  // The longest names a file system takes, and one that turns its reading direction.
  const narrow = await open(browser, file, { viewport: { width: 360, height: 900 } });
  const names = await narrow.page.evaluate(() => document.body.textContent);
  expect(names.includes(LONG_NAME) && names.includes("［U+202E］"), "odd names are not shown");
  await fits(narrow.page, "odd names at 360 px");
  await narrow.context.close();
}

const folder = mkdtempSync(join(tmpdir(), "reports-"));
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const browser = await chromium.launch({ executablePath, args: ARGUMENTS });
try {
  const files = reports.flatMap((path) =>
    statSync(path).isDirectory()
      ? readdirSync(path, { recursive: true }).filter((name) => name.endsWith(".html")).map((name) => join(path, name))
      : [path],
  );
  for (const file of files.map((path) => resolve(path))) {
    await looks(browser, file);
    await withoutScript(browser, file);
    await filters(browser, file);
    await prints(browser, file, folder);
    console.log(`${basename(file)}: ${WIDTHS.length * SCHEMES.length} looks, filter, no script, print`);
  }
  const many = manyFindings(folder);
  await opens(browser, many);
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
for (const failure of failures) console.error(`FAILED: ${failure}`);
process.exit(failures.length ? 1 : 0);
