// action.yml as a runner would run it: its inputs are those its steps use, and its steps install a release that is made
// here, annotate a stale document, and refuse an archive that was changed or is not there.
// Usage: node action.mjs PATH-OF-ONUS ACTION
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'yaml';

const [onus, file] = process.argv.slice(2);
const text = readFileSync(file, 'utf8');
const action = parse(text);
const fail = (message) => { console.error(`${file}: ${message}`); process.exit(1); };

const used = [...text.matchAll(/\$\{\{\s*inputs\.([a-z-]+)\s*\}\}/g)].map((match) => match[1]).sort();
const declared = Object.keys(action.inputs).sort();
if (String(used) !== String(declared)) fail(`inputs that are declared: ${declared}; that are used: ${used}`);
for (const step of action.runs.steps) {
  if (step.shell !== 'bash') fail(`${step.name}: no shell`);
  // What an expression gives may be anything, so it reaches a script only by its environment.
  if (step.run.includes('${{')) fail(`${step.name}: an expression in the script`);
}

const folder = mkdtempSync(join(tmpdir(), 'onus-action-'));
const target = arch() === 'arm64' ? 'aarch64-unknown-linux-musl' : 'x86_64-unknown-linux-musl';
const release = join(folder, 'releases', 'v0.1.0');
mkdirSync(release, { recursive: true });
const archive = join(release, `onus-${target}.tar.gz`);
if (spawnSync('tar', ['-czf', archive, '-C', dirname(onus), 'onus']).status !== 0) fail('tar');
const digest = createHash('sha256').update(readFileSync(archive)).digest('hex');
writeFileSync(`${archive}.sha256`, `${digest}  onus-${target}.tar.gz\n`);

const work = join(folder, 'work');
mkdirSync(work);
writeFileSync(join(work, 'architecture.yaml'), 'name: Shop\ncomponents: [{ id: web, service: aws/ec2 }]\n');

// Runs the steps in turn with given inputs, as far as they succeed; gives the last exit code and everything printed.
function run(inputs, context) {
  const temp = mkdtempSync(join(folder, 'temp-'));
  const paths = join(temp, 'paths');
  writeFileSync(paths, '');
  const values = { ...Object.fromEntries(declared.map((name) => [name, action.inputs[name].default])), ...inputs };
  const github = { action_ref: '', action_repository: '', action_path: dirname(file), server_url: 'https://forge.invalid', ...context };
  const expand = (value) => value.replace(/\$\{\{\s*(inputs|github)\.([a-z_-]+)\s*\}\}/g, (_, from, name) => (from === 'inputs' ? values : github)[name]);
  let printed = '';
  for (const step of action.runs.steps) {
    const env = Object.fromEntries(Object.entries(step.env).map(([name, value]) => [name, expand(value)]));
    const path = [join(folder, 'bin'), ...readFileSync(paths, 'utf8').split('\n').filter(Boolean), process.env.PATH].join(':');
    const done = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run], {
      cwd: work,
      encoding: 'utf8',
      env: {
        ...env, PATH: path, HOME: folder, RUNNER_TEMP: temp, RUNNER_OS: 'Linux', RUNNER_ARCH: arch() === 'arm64' ? 'ARM64' : 'X64',
        GITHUB_PATH: paths, ONUS_RELEASES: pathToFileURL(join(folder, 'releases')).href,
      },
    });
    printed += done.stdout + done.stderr;
    if (done.status !== 0) return [done.status, printed];
  }
  return [0, printed];
}

function expect(what, [code, printed], expectedCode, ...parts) {
  const lost = parts.filter((part) => !printed.includes(part));
  if (code !== expectedCode || lost.length > 0) fail(`${what}: exit code ${code}, not in what it printed: ${lost}\n${printed}`);
  console.log(`${what}: ${code}, as it should`);
}
const released = { action_ref: 'v0.1.0', action_repository: 'example/onus' };
expect('a missing document', run({}, released), 1, 'onus 0.1.0 (model', '::error file=output/shop/responsibility-matrix.md,title=missing::');
expect('render', run({ command: 'render', args: '-o docs -f markdown' }, released), 0);
expect('a fresh document', run({ args: '-o docs -f markdown', files: '*.yaml' }, released), 0);
writeFileSync(join(work, 'open.yml'), 'name: Open\ncomponents: [{ id: web, service: aws/ecs }]\n');
expect('an open decision', run({ command: 'check', args: '--deny warnings', files: 'open.yml' }, released), 1, '::warning file=open.yml,line=2,');
expect('a named release', run({ command: 'check', version: 'v0.1.0' }, { ...released, action_ref: 'main' }), 0);
expect('no such release', run({ version: 'v9.9.9' }, released), 2, '::error::file:', 'is there a release v9.9.9?');
expect('a release without a repository', run({ version: 'v0.1.0' }, {}), 2, '::error::');
// A stand-in for cargo, which would take minutes: it has onus ready.
mkdirSync(join(folder, 'bin'));
writeFileSync(join(folder, 'bin/cargo'), `#!/bin/sh\necho "cargo $*"\nmkdir -p "$7/bin" && cp '${onus}' "$7/bin/"\n`, { mode: 0o755 });
expect('by a commit', run({ command: 'check' }, { ...released, action_ref: '8b030ae' }), 0, `cargo install --locked --quiet --path ${dirname(file)} --root `);
writeFileSync(archive, readFileSync(archive).fill(0, 20, 24));
expect('a changed archive', run({}, released), 2, 'is not the file that was released');
