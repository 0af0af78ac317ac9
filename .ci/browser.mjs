// Each document in a headless browser: nothing is blocked by its own policy, no accessibility violation in light and dark,
// nothing wider than a phone but what scrolls by itself, and a print whose pages are numbered and lose nothing.
// Usage: node browser.mjs WORK-FOLDER DOCUMENT...
import { chromium } from 'playwright-core';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const [work, ...documents] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'] });
const wrong = [];

for (const document of documents) {
  const name = basename(dirname(resolve(document)));
  const address = pathToFileURL(resolve(document)).href;
  const fail = (what) => wrong.push(`${name}: ${what}`);

  for (const colorScheme of ['light', 'dark']) {
    const strict = await browser.newPage({ colorScheme, viewport: { width: 1280, height: 900 } });
    strict.on('console', (message) => { if (message.type() === 'error') fail(`console: ${message.text()}`); });
    strict.on('request', (request) => { if (request.url() !== address) fail(`asks for ${request.url()}`); });
    await strict.goto(address);
    const styled = await strict.evaluate(() => document.styleSheets.length > 0 && document.styleSheets[0].cssRules.length > 20);
    if (!styled) fail('its own policy blocks its style');
    await strict.close();

    const context = await browser.newContext({ bypassCSP: true, colorScheme, viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    await page.goto(address);
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
    for (const { id, nodes } of violations) fail(`${colorScheme}: ${id}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')}`);
    await context.close();
  }

  for (const width of [360, 390, 768]) {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    await page.goto(address);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) fail(`${wide} pixels wider than a window of ${width}`);
    await page.close();
  }

  for (const format of ['A4', 'Letter']) {
    const page = await browser.newPage();
    await page.goto(address);
    const path = join(work, `${name}-${format}.pdf`);
    await page.pdf({ path, format, preferCSSPageSize: false, printBackground: true });
    const text = execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8', maxBuffer: 1 << 28 });
    const pages = text.split('\f').length - 1;
    const numbered = [...text.matchAll(/page\s+(\d+)\s+of\s+(\d+)/gi)];
    if (numbered.length < pages || numbered.some(([, , of]) => Number(of) !== pages)) fail(`${format}: ${numbered.length} page numbers on ${pages} pages`);
    const squeezed = text.replace(/\s+/g, '');
    const duties = await page.evaluate(() => [...document.querySelectorAll('[id^="duty-"]')].map((row) => row.id.slice('duty-'.length)));
    for (const duty of duties) if (!squeezed.includes(duty)) fail(`${format}: the duty ${duty} is not in print`);
    if (duties.length === 0) fail('no duty has an anchor');
    console.log(`${name}: ${format}, ${pages} pages, ${duties.length} duties`);
    await page.close();
  }
}
await browser.close();
if (wrong.length > 0) {
  console.error(wrong.join('\n'));
  process.exit(1);
}
console.log(`${documents.length} documents passed`);
