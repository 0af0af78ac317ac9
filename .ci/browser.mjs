// Each document on a screen: it asks for nothing and says nothing on the console, axe-core finds no violation in light, dark
// and on a phone, nothing is wider than its window but what scrolls by itself, and the keyboard reaches the document.
// Usage: node browser.mjs DOCUMENT...
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { conclude, each, launch, watch } from './chromium.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const documents = process.argv.slice(2);
const browser = await launch();
const wrong = [];

await each(documents, async (document) => {
  const name = basename(dirname(resolve(document)));
  const address = pathToFileURL(resolve(document)).href;
  const fail = (what) => wrong.push(`${name}: ${what}`);
  let large = false;

  for (const colorScheme of ['light', 'dark']) {
    const page = await browser.newPage({ colorScheme, viewport: { width: 1280, height: 900 } });
    watch(page, address, (what) => fail(`${colorScheme}: ${what}`));
    const started = Date.now();
    await page.goto(address);
    const took = Date.now() - started;
    const styled = await page.evaluate(() => document.styleSheets.length === 1 && document.styleSheets[0].cssRules.length > 20);
    if (!styled) fail('its own policy blocks its style');
    if (colorScheme === 'light') {
      for (const width of [1600, 1280, 768, 400, 390, 320]) {
        await page.setViewportSize({ width, height: 900 });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (wide > 0) fail(`${wide} pixels wider than a window of ${width}`);
      }
      await page.setViewportSize({ width: 1280, height: 900 });
      for (const problem of await keyboard(page)) fail(problem);
      const facts = await page.evaluate(() => ({
        components: document.querySelectorAll('[id^="component-"]').length,
        duties: document.querySelectorAll('[id^="duty-"]').length,
        chapters: document.querySelectorAll('[id^="profile-"]').length,
        columns: Math.max(...[...document.querySelectorAll('tr')].map((row) => row.cells.length)),
        screens: Math.round(document.documentElement.scrollHeight / innerHeight),
      }));
      large = facts.components > 50;
      console.log(`${name}: ${Math.round(statSync(document).size / 1024)} KiB, shown in ${took} ms; ${Object.entries(facts).map(([what, count]) => `${count} ${what}`).join(', ')}`);
    }
    await page.close();
  }

  // A large document is made of the same parts as the others, and takes axe-core long: one look has to do.
  const looks = [['light', 1280], ['dark', 1280], ['light', 400]];
  for (const [colorScheme, width] of large ? looks.slice(0, 1) : looks) {
    const context = await browser.newContext({ bypassCSP: true, colorScheme, viewport: { width, height: 900 } });
    const page = await context.newPage();
    await page.goto(address);
    await page.evaluate(axe);
    const violations = await page.evaluate(async (runOnly) => {
      const { violations } = await axe.run(document, { runOnly, resultTypes: ['violations'] });
      return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')}`);
    }, rules);
    for (const violation of violations) fail(`${colorScheme}, ${width}: ${violation}`);
    await context.close();
  }
});

// The first stop is the link past the contents, it is seen, and it leads to the document; the stops after it are seen, too.
async function keyboard(page) {
  const problems = [];
  const focused = () => page.evaluate(async () => {
    // The page scrolls to what has the focus, with the next frames.
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const { activeElement } = document;
    const box = activeElement.getBoundingClientRect();
    const outlined = getComputedStyle(activeElement).outlineStyle !== 'none';
    return { what: activeElement.outerHTML.slice(0, 80), skips: activeElement.matches('.skip'), outlined, seen: box.left >= 0 && box.top >= 0 && box.width > 0 && box.bottom <= innerHeight };
  });
  await page.keyboard.press('Tab');
  const first = await focused();
  if (!first.skips || !first.seen || !first.outlined) problems.push(`the first stop of the keyboard is no link to the document that is seen: ${first.what}`);
  await page.keyboard.press('Enter');
  if (!page.url().endsWith('#main')) problems.push('the link to the document leads elsewhere');
  for (let stop = 0; stop < 12; stop += 1) {
    await page.keyboard.press('Tab');
    const { what, outlined, seen } = await focused();
    if (!outlined || !seen) problems.push(`a stop of the keyboard is not seen: ${what}`);
  }
  return problems;
}

await browser.close();
conclude(wrong, `${documents.length} documents passed`);
