// Each document on paper, A4 and Letter: pages are numbered and bear the document, its status and its handling; each part
// of a table has its head above it, no row is cut, no head stands alone, no heading stands alone at the foot of a page.
// Chromium tells no script where pages end. So each row, head and heading gets links of a point's size at its first and last
// letters before it is printed, and pdfinfo says on which page each of them came to stand.
// Usage: node print.mjs WORK-FOLDER DOCUMENT...
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { conclude, each, launch } from './chromium.mjs';

const [work, ...documents] = process.argv.slice(2);
mkdirSync(work, { recursive: true });
const browser = await launch();
const wrong = [];
const run = (command, ...args) => execFileSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28 });

const jobs = documents.flatMap((document) => ['A4', 'Letter'].map((format) => [document, format]));
await each(jobs, async ([document, format]) => {
  const name = basename(dirname(resolve(document)));
  const fail = (what) => wrong.push(`${name}: ${format}: ${what}`);
  // The style attributes of the marks are not the document's: its policy would refuse them.
  const context = await browser.newContext({ bypassCSP: true });
  const page = await context.newPage();
  await page.goto(pathToFileURL(resolve(document)).href);
  const { running, standing, parts, tables, headings, duties } = await page.evaluate(mark);
  const path = join(work, `${name}-${format}.pdf`);
  await page.pdf({ path, format, printBackground: true, timeout: 120_000 });
  await context.close();

  const pages = run('pdftotext', '-layout', path, '-').split('\f').slice(0, -1);
  const flat = pages.map((text) => text.replace(/\s+/g, ''));
  pages.forEach((text, at) => {
    const number = `page${at + 1}of${pages.length}`;
    if (!flat[at].includes(number)) fail(`page ${at + 1} is not numbered "page ${at + 1} of ${pages.length}"`);
    for (const line of [running, ...standing]) if (!flat[at].includes(line.replace(/\s+/g, ''))) fail(`page ${at + 1} does not say "${line}"`);
    if (text.trim().split('\n').filter((line) => line.trim()).length < 4) fail(`page ${at + 1} is all but empty`);
  });
  const all = flat.join('');
  for (const duty of duties) if (!all.includes(duty)) fail(`the duty ${duty} is not in print`);
  if (duties.length === 0) fail('no duty has an anchor');

  // On which pages each mark stands: a head that is repeated stands on several.
  const on = new Map();
  for (const [, at, id] of run('pdfinfo', '-url', path).matchAll(/^\s*(\d+)\s+\S+\s+mark:(\S+)$/gm)) {
    on.set(id, (on.get(id) ?? new Set()).add(Number(at)));
  }
  const pagesOf = (ids) => new Set(ids.flatMap((id) => [...(on.get(id) ?? [])]));
  for (const { what, ids } of parts) {
    const found = pagesOf(ids);
    if (ids.some((id) => !on.has(id))) fail(`is not in print whole: ${what}`);
    if (found.size > 1) fail(`is cut between pages ${[...found].join(' and ')}: ${what}`);
  }
  for (const { what, head, rows } of tables) {
    const heads = pagesOf(head);
    const bodies = pagesOf(rows);
    for (const at of bodies) if (!heads.has(at)) fail(`page ${at} has rows without their head: ${what}`);
    for (const at of heads) if (!bodies.has(at)) fail(`page ${at} has a head without rows: ${what}`);
  }
  for (const { what, end, next } of headings) {
    const [at] = pagesOf([end]);
    if (!pagesOf([next]).has(at)) fail(`page ${at} ends with a heading: ${what}`);
  }
  const turning = tables.filter(({ rows }) => pagesOf(rows).size > 1).length;
  console.log(`${name}: ${format}, ${pages.length} pages, ${parts.length} rows and headings whole, ${turning} of ${tables.length} tables turn a page with their heads`);
});

// Runs in the page: puts the marks in, and tells what they belong to.
function mark() {
  let last = 0;
  const link = (text, after) => {
    const id = `m${(last += 1)}`;
    const place = Object.assign(document.createElement('a'), { href: `mark:${id}`, textContent: '.' });
    place.style.cssText = `font-size: 1px; line-height: 0; color: #fff; display: inline; padding: 0; margin: 0; position: relative; left: ${after ? -2 : 1}px`;
    if (after) text.after(place); else text.before(place);
    return id;
  };
  // Texts that are printed: not those of a clipped box, nor in the picture, nor a mark itself.
  const texts = (element) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      const text = walker.currentNode;
      if (text.data.trim() && !text.parentElement.closest('.vh, svg, i, [href^="mark:"]')) found.push(text);
    }
    return found;
  };
  const ends = (element) => {
    const found = texts(element);
    if (found.length === 0) return [];
    return [link(found.at(-1), true), link(found[0], false)];
  };
  const short = (element) => element.textContent.replace(/\s+/g, ' ').trim().slice(0, 90);
  const main = document.querySelector('main');
  const parts = [];

  const headings = [...main.querySelectorAll('h2, h3')].map((heading) => ({ heading, what: short(heading), ids: ends(heading) }));
  for (const { what, ids } of headings) parts.push({ what, ids });
  const tables = [...main.querySelectorAll('table')].filter((table) => table.tHead).map((table) => {
    const what = short(table.caption ?? table);
    const head = [...table.tHead.rows].flatMap((row) => [...row.cells]).filter((cell) => texts(cell).length > 0).slice(0, 2).flatMap((cell) => ends(cell));
    const rows = [...table.querySelectorAll('tbody > tr, tfoot > tr')].map((row) => {
      const part = { what: short(row), ids: [...row.cells].flatMap((cell) => ends(cell)) };
      parts.push(part);
      return part.ids;
    });
    return { what, head, rows: rows.flat() };
  });
  // What follows a heading: the first text behind it.
  const behind = headings.map(({ heading, what, ids }) => {
    const text = texts(main).find((text) => heading.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING && !heading.contains(text));
    return { what, end: ids[0], next: text && link(text, false) };
  }).filter(({ next }) => next);

  const { document: running, status } = document.documentElement.dataset;
  const duties = [...document.querySelectorAll('[id^="duty-"]')].map((row) => row.id.slice('duty-'.length));
  return { running, standing: status.split(' · ').filter(Boolean), parts, tables, headings: behind, duties };
}

await browser.close();
conclude(wrong, `${documents.length} documents passed on A4 and Letter`);
