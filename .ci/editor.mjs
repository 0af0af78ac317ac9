// The starter of `onus init` in yaml-language-server, as an editor would open it: it has no complaint, and services,
// variants and areas are completed. Usage: node editor.mjs PATH-OF-ONUS
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = mkdtempSync(join(tmpdir(), 'onus-editor-'));
execFileSync(process.argv[2], ['init', folder], { stdio: 'inherit' });
const file = join(folder, 'architecture.yaml');
const uri = pathToFileURL(file).href;

const require = createRequire(import.meta.url);
const root = dirname(require.resolve('yaml-language-server/package.json'));
const bin = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).bin['yaml-language-server'];
const server = spawn(process.execPath, [join(root, bin), '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });

let buffer = Buffer.alloc(0);
let last = 0;
const waiting = new Map();
const diagnostics = [];
const send = (message) => {
  const body = JSON.stringify({ jsonrpc: '2.0', ...message });
  server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
};
const ask = (method, params) => new Promise((done) => { last += 1; waiting.set(last, done); send({ id: last, method, params }); });
server.stdout.on('data', (chunk) => {
  buffer = Buffer.concat([buffer, chunk]);
  for (;;) {
    const end = buffer.indexOf('\r\n\r\n');
    if (end < 0) return;
    const length = Number(/Content-Length: (\d+)/i.exec(buffer.subarray(0, end).toString())[1]);
    if (buffer.length < end + 4 + length) return;
    const message = JSON.parse(buffer.subarray(end + 4, end + 4 + length).toString());
    buffer = buffer.subarray(end + 4 + length);
    if (message.method === 'textDocument/publishDiagnostics') diagnostics.push(message.params);
    else if (message.method && message.id !== undefined) send({ id: message.id, result: message.method === 'workspace/configuration' ? message.params.items.map(() => ({})) : null });
    else if (waiting.has(message.id)) waiting.get(message.id)(message.result);
  }
});

const settings = { yaml: { validate: true, completion: true, hover: true, schemaStore: { enable: false } } };
await ask('initialize', { processId: process.pid, rootUri: pathToFileURL(folder).href, capabilities: { textDocument: { completion: { completionItem: { snippetSupport: true } } }, workspace: { configuration: false } } });
send({ method: 'initialized', params: {} });
send({ method: 'workspace/didChangeConfiguration', params: { settings } });

let version = 0;
const open = async (text) => {
  version += 1;
  writeFileSync(file, text);
  diagnostics.length = 0;
  send(version === 1
    ? { method: 'textDocument/didOpen', params: { textDocument: { uri, languageId: 'yaml', version, text } } }
    : { method: 'textDocument/didChange', params: { textDocument: { uri, version }, contentChanges: [{ text }] } });
  for (let tries = 0; tries < 100 && diagnostics.length === 0; tries += 1) await new Promise((done) => setTimeout(done, 100));
  return diagnostics.at(-1)?.diagnostics ?? [];
};
const complete = async (text, line, character) => {
  await open(text);
  const { items } = await ask('textDocument/completion', { textDocument: { uri }, position: { line, character } });
  return items.map((item) => item.label);
};

const wrong = [];
const expect = (what, labels, wanted) => {
  const found = labels.some((label) => label === wanted);
  console.log(`${what}: ${labels.length} completions${found ? '' : `, none is ${wanted}`}`);
  if (!found) wrong.push(`${what}: ${labels.slice(0, 10).join(', ')}`);
};

const starter = readFileSync(file, 'utf8');
const complaints = await open(starter);
if (complaints.length > 0) wrong.push(...complaints.map((complaint) => `the starter: ${complaint.message}`));
const head = '# yaml-language-server: $schema=architecture.schema.json\nname: x\ncomponents:\n';
expect('a service', await complete(`${head}  - id: web\n    service: \n`, 4, 13), 'aws/ecs');
expect('a variant', await complete(`${head}  - id: web\n    service: aws/ecs\n    variant: \n`, 5, 13), 'fargate');
expect('an area', await complete(`${head}  - id: web\n    service: aws/ecs\n    responsibilities:\n      \n`, 6, 6), 'backup-recovery');
expect('a Region', await complete(`${head}  - id: web\n    service: aws/ecs\n    regions:\n      - \n`, 6, 8), 'eu-central-1');
if ((await open(`${head}  - id: web\n    service: aws/nothing\n`)).length === 0) wrong.push('an unknown service is not reported');

server.kill();
if (wrong.length > 0) {
  console.error(wrong.join('\n'));
  process.exit(1);
}
