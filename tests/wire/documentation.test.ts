import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Fence, readFences } from '../support/read-fences'
import { runShell, runTypeScript, writeExample } from './support/run-example'
import { type Access, operatorToken, startAccess } from './support/start-access'

const models = {
  catalogue: { 'gpt-4.1': { price: { input: 2, output: 8 }, quality: 7 } },
  tasks: { summary: { model: 'gpt-4.1', maxTokens: 300 } },
}
const receiptSecret = 'receipts-0123456789-0123456789'

let access: Access
let settings: Readonly<Record<string, string>>
let key: string
beforeAll(async () => {
  access = await startAccess({
    endpoints: ['sin', 'nrt', 'fra', 'iad', 'gru'],
    environment: { RECEIPT_SECRET: receiptSecret },
    prepare: ({ edgeConfig }) => edgeConfig.set('models', models),
  })
  key = (await access.makeKey('warm')).key
  settings = {
    URL: access.gateways[0]?.url ?? '',
    KEY: key,
    ISOCHRONE_KEY: key,
    OPERATOR_TOKEN: operatorToken,
    RECEIPT_SECRET: receiptSecret,
  }
})
afterAll(() => access.close())

const examples = (language: string) =>
  readFences()
    .filter(fence => fence.language === language)
    .map(fence => [fence.place, fence] as const)

describe('an example of the documentation in a shell', () => {
  it.each(examples('sh'))('does what it says: %s', async (_, { text, marks: [status, code] }) => {
    const ran = await runShell(text, settings)
    // What curl answers where the status is an error.
    expect(ran).toMatchObject({ code: status === undefined ? 0 : 22 })
    if (code !== undefined) expect(JSON.parse(ran.out)).toMatchObject({ error: { code } })
  })
})

// The README's has no room for what goes without saying.
const beforeReadme = "const messages = [{ role: 'user' as const, content: 'Xin chào' }]\n"

function programOf({ file, text }: Fence): string {
  const own = text
    .replaceAll('https://your-deployment.vercel.app', settings.URL ?? '')
    .replaceAll("'any'", `'${key}'`)
  return file === 'README.md' ? beforeReadme + own : own
}

describe('an example of the documentation in TypeScript', () => {
  const all = examples('ts')

  it('has types that are right', () => {
    const files = all.map(([, fence], at) => writeExample(`types-${at}`, `${programOf(fence)}\nexport {}\n`))
    const root = fileURLToPath(new URL('../..', import.meta.url))
    const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile)
    const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root)
    const program = ts.createProgram(files, {
      ...options,
      incremental: false,
      noUnusedLocals: false,
      plugins: [],
    })
    const faults = ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
    expect(faults).toEqual([])
  })

  it.each(all)('runs with the client that it names: %s', async (place, fence) => {
    const file = writeExample(place.replaceAll(/\W+/g, '-'), programOf(fence))
    expect(await runTypeScript(file, settings)).toMatchObject({ code: 0, error: '' })
  })
})
