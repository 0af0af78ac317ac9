// A Markdown document as cmark-gfm reads it: it finds the tables and rows that were written, with equal rows; links inside the document lead somewhere, no raw markup
// beyond a few harmless tags came through. Usage: node markdown.mjs DOCUMENT.md ITS.html
import { readFileSync } from 'node:fs';

const [document, rendered] = process.argv.slice(2);
const html = readFileSync(rendered, 'utf8');
const wrong = [];

const ids = new Set();
const slugs = new Map();
for (const [, , text] of html.matchAll(/<h([1-6])>(.*?)<\/h\1>/gs)) {
  const plain = text.replace(/<[^>]+>/g, '').replace(/&amp;/g, '&').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"');
  const slug = plain.trim().toLowerCase().replace(/[^\p{L}\p{N}\p{M}\p{Pc}\- ]/gu, '').replace(/ /g, '-');
  const times = slugs.get(slug) ?? 0;
  slugs.set(slug, times + 1);
  ids.add(times === 0 ? slug : `${slug}-${times}`);
}
for (const [, id] of html.matchAll(/<a (?:id|name)="([^"]+)"/g)) ids.add(id);
for (const [, target] of html.matchAll(/href="#([^"]*)"/g)) {
  if (!ids.has(decodeURIComponent(target))) wrong.push(`a link to #${target} leads nowhere`);
}

let tables = 0;
for (const [table] of html.matchAll(/<table>.*?<\/table>/gs)) {
  tables += 1;
  const rows = [...table.matchAll(/<tr>.*?<\/tr>/gs)].map(([row]) => (row.match(/<t[hd][ >]/g) ?? []).length);
  if (new Set(rows).size !== 1) wrong.push(`table ${tables} has rows of ${[...new Set(rows)].join(' and ')} cells`);
}
if (tables < 5) wrong.push(`only ${tables} tables`);
const lines = readFileSync(document, 'utf8').split('\n').filter((line) => line.startsWith('|'));
const rules = lines.filter((line) => /^[|\s:-]*-[|\s:-]*$/.test(line)).length;
const rows = (html.match(/<tr>/g) ?? []).length;
if (rules !== tables || lines.length - rules !== rows) wrong.push(`${tables} tables of ${rows} rows were read, ${rules} of ${lines.length - rules} written`);

const allowed = new Set(['h1', 'h2', 'h3', 'h4', 'h5', 'p', 'a', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'ul', 'ol', 'li', 'em', 'strong', 'code', 'blockquote', 'br', 'hr', 'sub', 'sup', 'small', 'input', 'del', 'pre']);
for (const [, tag] of html.matchAll(/<([a-z][a-z0-9]*)[\s>/]/gi)) if (!allowed.has(tag.toLowerCase())) wrong.push(`a tag <${tag}> came through`);

if (wrong.length > 0) {
  console.error(`${document}:\n${[...new Set(wrong)].join('\n')}`);
  process.exit(1);
}
console.log(`${document}: ${tables} tables of ${rows} rows, ${ids.size} anchors`);
