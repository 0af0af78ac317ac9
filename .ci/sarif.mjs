// Findings as SARIF against the published schema of SARIF 2.1.0: `node sarif.mjs ONUS CASES`. Every case with an
// architecture is checked; each log must be valid, and together they must use most of the rules.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'

const [onus, cases] = process.argv.slice(2)
const require = createRequire(import.meta.url)
const Ajv = require('ajv')
const ajv = new Ajv({ schemaId: 'auto', meta: require('ajv/lib/refs/json-schema-draft-04.json'), unknownFormats: 'ignore', logger: false, allErrors: true })
const valid = ajv.compile(require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'))

let logs = 0, results = 0
const used = new Set()
for (const name of readdirSync(cases)) {
  const folder = resolve(cases, name)
  if (!existsSync(join(folder, 'architecture.yaml'))) continue
  const model = existsSync(join(folder, 'model')) ? ['--model', 'model'] : []
  const ran = spawnSync(onus, ['check', '--output-format', 'sarif', ...model], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 })
  if (ran.status > 2 || ran.signal) throw new Error(`${name}: ${ran.stderr}`)
  if (!ran.stdout) continue
  const log = JSON.parse(ran.stdout)
  if (!valid(log)) throw new Error(`${name}: ${JSON.stringify(valid.errors, null, 2)}`)
  const { results: found, tool } = log.runs[0]
  for (const result of found) {
    if (tool.driver.rules[result.ruleIndex].id !== result.ruleId) throw new Error(`${name}: a wrong ruleIndex`)
    used.add(result.ruleId)
  }
  logs += 1
  results += found.length
}
// What passes must also be able to fail.
if (valid({ version: '2.1.0', runs: [{}] })) throw new Error('the schema accepts a run without a tool')
if (logs < 50 || used.size < 30) throw new Error(`only ${logs} logs with ${used.size} rules`)
console.log(`${logs} logs are valid SARIF 2.1.0: ${results} results of ${used.size} rules`)
