// An architecture whose every text is an attack. Plain text: each document has the structure of its harmless twin and shows
// every string as it was written. Prose: no heading, table, image, raw tag or dangerous link comes of it. And in Chromium, with
// the page's policy and without it, no script runs and nothing is loaded, from the HTML, the picture, and the Markdown as
// cmark-gfm renders it. Usage: node attacks.mjs PATH-OF-ONUS WORK-FOLDER
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { conclude, launch, watch } from './chromium.mjs';

const [onus, work] = process.argv.slice(2);
const attacks = readFileSync(new URL('attacks.txt', import.meta.url), 'utf8').split('\n').filter((line) => line.startsWith('"')).map((line) => JSON.parse(line));
const list = (what) => JSON.parse(execFileSync(onus, ['list', what, '-f', 'json'], { encoding: 'utf8' }));
const areas = list('areas').map(({ area }) => area);
const services = list('services').filter(({ service }) => service.startsWith('aws/')).map(({ service }) => service);
const wrong = [];

// Every key that takes text, many times over. The two functions give the texts.
function architecture(plain, prose, summary) {
  const many = (count, make) => Array.from({ length: count }, (_, at) => make(at));
  const named = (ids, make) => Object.fromEntries(ids.map((id) => [id, make(id)]));
  return {
    id: 'shop',
    name: plain(),
    organisation: { name: plain(), short: plain() },
    version: plain(), date: '2026-11-20', status: 'draft',
    document: { number: plain(), handling: plain(), next_review: '2027-05-15' },
    summary,
    out_of_scope: many(120, plain),
    // An address must be one; what is hostile and yet an address stands here.
    links: ["https://evil.example/'onmouseover=window.owned=1//", 'https://evil.example/%22%3E%3Cscript%3E', 'relative/(a)_[b]*c*|d', 'mailto:a@evil.example?subject=%0A', '?{{7*7}}', '#main', './javascript:window.owned=1', 'https://evil.example/&lt;b&gt;&amp;#x27;'].map((address) => ({ title: plain(), address })),
    revisions: many(12, () => ({ version: plain(), date: '2026-11-20', author: plain(), changes: plain() })),
    sign_off: [...many(8, () => ({ party: plain(), role: plain(), name: plain() })), { party: 'aws', commitment: 'provider' }],
    residency: ['eu'],
    data_classes: named(['personal', 'internal', 'secret'], () => ({ title: plain(), note: plain() })),
    accounts: named(['prod', 'test'], () => ({ title: plain(), number: plain(), provider: 'aws', environment: plain() })),
    owners: {
      ...named(['ops', 'dev'], () => ({ name: plain(), contact: plain() })),
      msp: { name: plain(), third_party: true, agreement: { title: plain(), expires: '2028-01-31' } },
    },
    assign: [{ owner: 'ops', performed_by: 'msp' }, { groups: ['edge'], owner: 'dev' }],
    groups: ['edge', 'data'],
    responsibilities: { people: { note: prose() } },
    components: many(50, (at) => ({
      id: `part-${at}`, group: at % 2 ? 'edge' : 'data', name: plain(), service: services[at % services.length],
      instances: [plain(), plain()], account: at % 3 ? 'prod' : 'test', regions: ['eu-central-1'], data: [['personal', 'internal', 'secret'][at % 3]],
      notes: prose(),
      responsibilities: {
        'logging-monitoring': { party: 'shared', because: prose(), provider: plain(), customer: plain(), option: plain(), note: prose() },
        'client-side-encryption': { not_applicable: plain() },
        ...named(areas.filter((area) => !['logging-monitoring', 'client-side-encryption', 'people'].includes(area)).slice(0, 8), () => ({ note: prose() })),
      },
    })),
  };
}

// Texts one after the other, from the beginning again where they end.
function taken(texts) {
  let last = -1;
  const take = () => { last += 1; return typeof texts === 'function' ? texts(last) : texts[last % texts.length]; };
  take.all = () => last + 1 >= texts.length;
  return take;
}

const harmless = (word) => taken((at) => `${word} ${at + 1} of many`);
const hostile = { plain: taken(attacks), turned: taken(attacks.toReversed()), prose: taken(attacks) };
const summary = 'A harmless summary.';
const written = {
  harmless: architecture(harmless('Text'), harmless('Prose'), summary),
  plain: architecture(hostile.plain, harmless('Prose'), summary),
  // Once more, each string in another field.
  turned: architecture(hostile.turned, harmless('Prose'), summary),
  prose: architecture(harmless('Text'), hostile.prose, attacks.join('\n\n')),
};
for (const [what, take] of Object.entries(hostile)) if (!take.all()) wrong.push(`there is no room for every string in ${what}`);

const forge = ['table', 'tasklist', 'autolink', 'strikethrough', 'footnotes'].flatMap((name) => ['--extension', name]);
const browser = await launch();
const seen = {};
for (const [name, value] of Object.entries(written)) {
  const folder = join(work, name);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'architecture.yaml');
  // JSON is YAML, but for these, which YAML wants by number.
  writeFileSync(file, JSON.stringify(value, null, 1).replace(/[\x7f-\x9f\ufeff\ufffe\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`));
  execFileSync(onus, ['render', '-q', '--output-format', 'concise', '-f', 'markdown,html,svg', '-o', folder, file], { stdio: ['ignore', 'inherit', 'inherit'] });
  const path = (ending) => join(folder, 'shop', `responsibility-matrix.${ending}`);
  const body = execFileSync('cmark-gfm', [...forge, '--unsafe', path('md')], { encoding: 'utf8', maxBuffer: 1 << 28 });
  writeFileSync(path('md.html'), `<!doctype html><meta charset="utf-8"><title>Markdown</title>${body}`);
  seen[name] = {
    HTML: await look(path('html'), name, { policy: true }),
    'HTML without its policy': await look(path('html'), name, { policy: false }),
    Markdown: await look(path('md.html'), name, { policy: false }),
    SVG: await look(path('svg'), name, { policy: true }),
  };
}
await browser.close();

async function look(path, name, { policy }) {
  const address = pathToFileURL(path).href;
  const context = await browser.newContext({ bypassCSP: !policy });
  const page = await context.newPage();
  watch(page, address, (what) => wrong.push(`${path.split('/').at(-1)} of ${name}: ${what}`));
  await page.goto(address);
  // What waits for a pointer or a focus gets its chance.
  await page.mouse.move(300, 300);
  for (let stop = 0; stop < 5; stop += 1) await page.keyboard.press('Tab');
  const facts = await page.evaluate(() => {
    const tags = {};
    for (const { localName } of document.querySelectorAll('*')) tags[localName] = (tags[localName] ?? 0) + 1;
    const links = [...document.querySelectorAll('[href]')].map((link) => link.getAttribute('href'));
    const handlers = [...document.querySelectorAll('*')].flatMap((element) => [...element.attributes]).filter(({ name }) => name.startsWith('on') || name === 'style' || name === 'srcdoc');
    return { tags, links, handlers: handlers.map(({ name, value }) => `${name}=${value}`), owned: window.owned, text: document.documentElement.textContent, broken: document.querySelector('parsererror')?.textContent };
  });
  for (const width of path.endsWith('matrix.html') ? [1280, 400] : []) {
    await page.setViewportSize({ width, height: 900 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) wrong.push(`HTML of ${name}: ${wide} pixels wider than a window of ${width}`);
  }
  await context.close();
  // A forge makes links of e-mail addresses, also where the sign in them is escaped; they lead to a mail program and no further.
  if (path.endsWith('md.html')) {
    const kept = facts.links.filter((link) => !/^(mailto|xmpp):[^?]*$/.test(link));
    facts.tags.a -= facts.links.length - kept.length;
    facts.links = kept;
  }
  return facts;
}

// Without what no document prints, and without white space, which documents set as they need.
const dropped = /[\p{Cc}\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/gu;
const bare = (text) => text.replace(dropped, '').replace(/\s/gu, '');

for (const [name, documents] of Object.entries(seen)) {
  for (const [kind, { links, handlers, owned, broken }] of Object.entries(documents)) {
    const fail = (what) => wrong.push(`${kind} of ${name}: ${what}`);
    if (owned !== undefined) fail(`a script ran and set ${owned}`);
    if (broken) fail(`cannot be read: ${broken}`);
    for (const handler of handlers) fail(`has the attribute ${handler}`);
    for (const link of links) {
      const scheme = /^[\s\p{Cc}]*([a-z][a-z0-9+.-]*):/iu.exec(link)?.[1].toLowerCase() ?? 'https';
      if (!['http', 'https', 'mailto'].includes(scheme)) fail(`has a link to ${link}`);
    }
  }
}
// Plain text: the same elements and the same links; a duty's id is made of its words.
const nameless = (link) => link.replace(/^#duty-.*/, '#duty');
for (const [kind, { tags, links, text }] of [...Object.entries(seen.plain), ...Object.entries(seen.turned)]) {
  const fail = (what) => wrong.push(`${kind} of plain text: ${what}`);
  const twin = seen.harmless[kind];
  for (const tag of new Set([...Object.keys(tags), ...Object.keys(twin.tags)])) {
    if (tags[tag] !== twin.tags[tag]) fail(`${tags[tag] ?? 0} <${tag}>, of its twin ${twin.tags[tag] ?? 0}`);
  }
  links.forEach((link, at) => { if (nameless(link) !== nameless(twin.links[at] ?? '')) fail(`a link to ${link}, of its twin to ${twin.links[at]}`); });
  if (kind === 'SVG') continue;
  const shown = bare(text);
  for (const attack of attacks) if (!shown.includes(bare(attack))) fail(`does not show ${JSON.stringify(attack.slice(0, 80))}`);
}
// Prose: what an author may write, and of everything else as much as without it.
const mayWrite = new Set(['a', 'p', 'em', 'strong', 'code', 'ul', 'ol', 'li']);
for (const [kind, { tags }] of Object.entries(seen.prose)) {
  const twin = seen.harmless[kind].tags;
  for (const tag of new Set([...Object.keys(tags), ...Object.keys(twin)])) {
    if (!mayWrite.has(tag) && tags[tag] !== twin[tag]) wrong.push(`${kind} of prose: ${tags[tag] ?? 0} <${tag}>, of its twin ${twin[tag] ?? 0}`);
  }
}
conclude(wrong, `${attacks.length} strings, as plain text and as prose: no script, no request, the structure of the harmless twin, the text as written`);
