// Each document on paper, A4 and Letter: pages are numbered and bear the document, its status and its handling; each part
// of a table has its head above it, no row is cut that a page could hold, no head stands alone, no heading stands alone at
// the foot of a page, nor with the few lines that lead to its table; what has an anchor is printed where its anchor is.
// Chromium tells no script where pages end. So each row, head and heading gets links of a point's size at its first and last
// letters before it is printed, and pdfinfo says on which page each of them came to stand. How tall a row is, is measured
// before, in a window as wide as the text of a page.
// Usage: node print.mjs WORK-FOLDER DOCUMENT...
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { basename, dirname, join, parse, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { conclude, each, launch } from './chromium.mjs';

const [work, ...documents] = process.argv.slice(2);
mkdirSync(work, { recursive: true });
const browser = await launch();
const wrong = [];
const run = (command, ...args) => execFileSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28 });

// What a document must have anchors for, and where in an anchored element its name stands.
const ANCHORED = {
  'responsibility-matrix': { duties: '[id^="duty-"] .id' },
  controls: { controls: '.controls tr[id] > th > b', areas: 'h3[id^="area-"]', sources: '[id^="source-"] > th' },
};
// The room that the margins of the style leave on an upright page.
const MM = 96 / 25.4;
const ROOM = {
  A4: { width: (210 - 32) * MM, height: (297 - 37) * MM },
  Letter: { width: (215.9 - 32) * MM, height: (279.4 - 37) * MM },
};

const jobs = documents.flatMap((document) => Object.keys(ROOM).map((format) => [document, format]));
await each(jobs, async ([document, format]) => {
  const kind = parse(document).name;
  const name = `${basename(dirname(resolve(document)))} ${kind}`;
  const fail = (what) => wrong.push(`${name}: ${format}: ${what}`);
  // The style attributes of the marks are not the document's: its policy would refuse them.
  const context = await browser.newContext({ bypassCSP: true });
  const page = await context.newPage();
  await page.goto(pathToFileURL(resolve(document)).href);
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: Math.floor(ROOM[format].width), height: 1000 });
  const { running, standing, parts, tables, headings, anchors } = await page.evaluate(mark, [ANCHORED[kind], ROOM[format].height]);
  const path = join(work, `${name.replace(' ', '-')}-${format}.pdf`);
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

  // On which pages each mark stands: a head that is repeated stands on several.
  const on = new Map();
  for (const [, at, id] of run('pdfinfo', '-url', path).matchAll(/^\s*(\d+)\s+\S+\s+mark:(\S+)$/gm)) {
    on.set(id, (on.get(id) ?? new Set()).add(Number(at)));
  }
  const pagesOf = (ids) => new Set(ids.flatMap((id) => [...(on.get(id) ?? [])]));
  const cut = [];
  for (const { what, ids, tall } of parts) {
    const found = pagesOf(ids);
    if (ids.some((id) => !on.has(id))) fail(`is not in print whole: ${what}`);
    if (found.size > 1 && tall) cut.push([...found].sort((a, b) => a - b));
    else if (found.size > 1) fail(`is cut between pages ${[...found].join(' and ')}: ${what}`);
  }
  for (const { what, head, rows } of tables) {
    const heads = pagesOf(head);
    const bodies = pagesOf(rows);
    for (const at of bodies) if (!heads.has(at)) fail(`page ${at} has rows without their head: ${what}`);
    const within = (at) => cut.some((pages) => pages[0] < at && at < pages.at(-1));
    for (const at of heads) if (!bodies.has(at) && !within(at)) fail(`page ${at} has a head without rows: ${what}`);
  }
  for (const { what, end, next, table } of headings) {
    const [at] = pagesOf([end]);
    if (!pagesOf([next]).has(at)) fail(`page ${at} ends with a heading: ${what}`);
    else if (table && !pagesOf(table).has(at)) fail(`page ${at} ends with a heading and what leads to its table: ${what}`);
  }
  for (const [of, named] of Object.entries(anchors)) {
    if (named.length === 0) fail(`no ${of} have anchors`);
    for (const { text, ids } of named) if (![...pagesOf(ids)].some((at) => flat[at - 1].includes(text))) fail(`of ${of}, ${text} is not in print at its anchor`);
  }
  const turning = tables.filter(({ rows }) => pagesOf(rows).size > 1).length;
  const taller = cut.length > 0 ? `, ${cut.length} taller than a page` : '';
  const anchored = Object.entries(anchors).map(([of, named]) => `${named.length} ${of}`).join(', ');
  console.log(`${name}: ${format}, ${pages.length} pages, ${parts.length - cut.length} rows and headings whole${taller}, ${turning} of ${tables.length} tables turn a page with their heads, ${anchored} at their anchors`);
});

// Runs in the page: puts the marks in, and tells what they belong to.
function mark([anchored, room]) {
  // Before any mark makes a text longer or a row taller.
  const named = Object.entries(anchored).map(([of, name]) => [of, [...document.querySelectorAll(name)].map((element) => ({
    text: element.textContent.replace(/\s+/g, ''), element: element.closest('[id]'),
  }))]);
  // What is printed on its side has short rows, which are never cut.
  const tall = new Set([...document.querySelectorAll('tr')].filter((row) => {
    const head = row.closest('table').tHead?.offsetHeight ?? 0;
    return row.offsetHeight > room - head && !row.closest('.fresh, .wide');
  }));
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
  const marks = new Map();

  const headings = [...main.querySelectorAll('h2, h3')].map((heading) => ({ heading, what: short(heading), ids: ends(heading) }));
  for (const { heading, what, ids } of headings) {
    parts.push({ what, ids });
    marks.set(heading, ids);
  }
  const tables = [...main.querySelectorAll('table')].filter((table) => table.tHead).map((table) => {
    const what = short(table.caption ?? table);
    const head = [...table.tHead.rows].flatMap((row) => [...row.cells]).filter((cell) => texts(cell).length > 0).slice(0, 2).flatMap((cell) => ends(cell));
    const rows = [...table.querySelectorAll('tbody > tr, tfoot > tr')].map((row) => {
      const part = { what: short(row), ids: [...row.cells].flatMap((cell) => ends(cell)), tall: tall.has(row) };
      parts.push(part);
      marks.set(row, part.ids);
      return part.ids;
    });
    return { what, head, rows: rows.flat() };
  });
  // The first row of the table that a heading leads to with no more than two paragraphs or lists.
  const ledTo = (heading) => {
    let next = heading.nextElementSibling;
    for (let steps = 0; steps < 2 && next?.matches('p, ul'); steps += 1) next = next.nextElementSibling;
    const row = next?.matches('table') && next.querySelector('tbody > tr');
    return row && !tall.has(row) ? marks.get(row) : undefined;
  };
  // What follows a heading: the first text behind it.
  const behind = headings.map(({ heading, what, ids }) => {
    const text = texts(main).find((text) => heading.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING && !heading.contains(text));
    return { what, end: ids[0], next: text && link(text, false), table: ledTo(heading) };
  }).filter(({ next }) => next);

  const { document: running, status } = document.documentElement.dataset;
  const anchors = Object.fromEntries(named.map(([of, found]) => [of, found.map(({ text, element }) => ({ text, ids: marks.get(element) ?? [] }))]));
  return { running, standing: status.split(' · ').filter(Boolean), parts, tables, headings: behind, anchors };
}

await browser.close();
conclude(wrong, `${documents.length} documents passed on A4 and Letter`);
