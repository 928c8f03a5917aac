import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { mapDocument } from '../support/build-dependencies'
import { captureCommand } from '../support/capture-command'
import { rowOf } from '../support/upstream-endpoint'
import { type EdgeConfigServer, startEdgeConfig } from '../world/start-edge-config'
import { type Endpoint, startEndpoint } from '../world/start-endpoint'
import { startVercelApi, type VercelApi } from '../world/start-vercel-api'

let directory: string
let edgeConfig: EdgeConfigServer
let api: VercelApi
let endpoint: Endpoint
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'region-map-'))
  edgeConfig = await startEdgeConfig({ items: { regions: mapDocument(), plans: { kept: {} } } })
  api = await startVercelApi({ edgeConfig })
  endpoint = await startEndpoint({ id: 'sin', region: 'ap-southeast-1' })
})
beforeEach(() => {
  edgeConfig.reset()
  api.written.length = 0
})
afterAll(async () => {
  await Promise.all([edgeConfig.close(), api.close(), endpoint.close()])
  await rm(directory, { recursive: true, force: true })
})

async function fileOf(document: unknown): Promise<string> {
  const path = join(directory, `${crypto.randomUUID()}.json`)
  await writeFile(path, typeof document === 'string' ? document : JSON.stringify(document))
  return path
}

const reading = () => ({ EDGE_CONFIG: edgeConfig.connectionString })
const writing = () => ({
  ...reading(),
  VERCEL_API_URL: api.url,
  VERCEL_API_TOKEN: api.token,
  VERCEL_TEAM_ID: api.teamId,
})

const run = (parameters: readonly string[], settings: Readonly<Record<string, string>> = {}) =>
  captureCommand('region-map', parameters, settings)

const moved = mapDocument({ countries: { VN: ['nrt', 'sin'] } })
const faulty = mapDocument({ residency: { DE: 'EU' } })

/** The usual map with a canary for Vietnam, in which `sin` is another endpoint. */
function withCanary(share: number, changes: object = {}) {
  const sin = rowOf('sin', { baseUrl: 'https://new.example.com/v1', location: [1.35, 103.82] })
  const map = mapDocument({ endpoints: { ...mapDocument().endpoints, sin }, ...changes })
  return mapDocument({ canary: { share, countries: ['VN'], map } })
}

it('without a command it says how it is used', async () => {
  const { code, error } = await run([])
  expect(code).toBe(1)
  for (const command of ['check <file>', 'diff <file>', 'push <file>', 'pull', 'schema'])
    expect(error).toContain(command)
})

it.each([[['--help']], [['check', '-h']], [['push', 'map.json', '--help']]])(
  'asked by %j it says how it is used, and that is no failure',
  async words => {
    const { code, out, error } = await run(words)
    expect([code, error]).toEqual([0, ''])
    expect(out).toContain('pull [<file>]')
  },
)

describe('a word that would be passed over', () => {
  it.each([
    [['pull', 'f', '--dry-run'], 'pull does not take --dry-run, but no flag at all. '],
    [['check', 'f', '--dry-run'], 'check does not take --dry-run, but --down, --model, --reach. '],
    [['push', 'f', '--model', 'gpt-4.1'], 'push does not take --model, but --dry-run, --force. '],
    [['push', 'f', 'g'], 'push takes files: 1 at most, and received 2. '],
    [['button', 'f'], 'button takes files: 0 at most, and received 1. '],
    [['check', 'f', '--dwon', 'sin'], "Unknown option '--dwon'. "],
    [['check', 'f', '--down'], "Option '--down <value>' argument missing. "],
  ])('is refused in one line: %j', async (words, told) => {
    const { code, out, error } = await run(words, writing())
    expect([code, out]).toEqual([1, ''])
    expect(error).toBe(`${told}npm run region-map -- --help says more.\n`)
  })
})

describe('check', () => {
  it('finds a good map valid', async () => {
    const { code, out, error } = await run(['check', await fileOf(mapDocument())])
    expect([code, error]).toEqual([0, ''])
    expect(out).toContain('is valid: 0 problems, 3 warnings.')
  })

  it('names each problem and warning by its path', async () => {
    const text = JSON.stringify(faulty).replace('"zone":"EU"', '"zone":"EU","zone":"EU"')
    const { code, out } = await run(['check', await fileOf(text)])
    expect(code).toBe(1)
    expect(out).toMatch(/^problem {2}residency\.DE {2}expected array/m)
    expect(out).toMatch(/^warning {2}endpoints\.fra\.zone {2}stands twice/m)
    expect(out).toContain('is not valid: 1 problem, 1 warning.')
    const twice = JSON.stringify(mapDocument()).replace('"zone":"EU"', '"zone":"EU","zone":"EU"')
    expect((await run(['check', await fileOf(twice)])).out).toMatch(
      /^warning {2}endpoints\.fra\.zone {2}stands twice/m,
    )
  })

  it('supposes an endpoint down', async () => {
    const { code, out } = await run(['check', await fileOf(mapDocument()), '--down', 'sin'])
    expect(code).toBe(0)
    expect(out).toContain('If sin were down:')
    expect(out).toMatch(/sin -> nrt \(listed\) +VN$/m)
    const unknown = await run(['check', await fileOf(mapDocument()), '--down', 'six'])
    expect([unknown.code, unknown.error]).toEqual([1, expect.stringContaining('sin, nrt, fra, iad')])
  })

  it('tells the faults of a map also where one of them has dropped what is supposed down', async () => {
    const { endpoints } = mapDocument()
    const dropped = mapDocument({ endpoints: { ...endpoints, sin: { ...endpoints.sin, zone: 7 } } })
    const { code, out } = await run(['check', await fileOf(dropped), '--down', 'sin'])
    expect(code).toBe(1)
    expect(out).toMatch(/^problem {2}endpoints\.sin\.zone {2}expected string/m)
    expect(out).toMatch(/^problem {2}\(map\) {2}sin, to be supposed down: .* nrt, fra, iad$/m)
  })

  it('supposes an endpoint of the canary down', async () => {
    const { out } = await run(['check', await fileOf(withCanary(0.05)), '--down', 'canary/sin'])
    expect(out).toContain(
      'If canary/sin were down:\nNo country would change endpoint.\nOf those who go by the canary:',
    )
    expect(out).toMatch(/canary\/sin -> nrt \(listed\) +VN$/m)
  })

  it('probes the endpoints where that is asked', async () => {
    const row = { auth: 'none', region: 'one', zone: 'one', location: [0, 0], models: ['*'] }
    const endpoints = {
      up: { ...row, baseUrl: endpoint.url },
      down: { ...row, baseUrl: 'http://127.0.0.1:9/v1' },
    }
    const file = await fileOf({ version: 1, endpoints })
    const { out } = await run(['check', file, '--reach'], { ALLOW_PRIVATE_ENDPOINTS: '1' })
    expect(out).toMatch(/^warning {2}endpoints\.down\.baseUrl {2}did not answer/m)
    expect(out).not.toContain('endpoints.up')
    expect((await run(['check', file, '--reach'])).out).toMatch(/^problem {2}endpoints\.up\.baseUrl/m)
  })

  it.each([
    ['is no JSON', '{"version":', 'is not valid JSON'],
    ['is empty', '', 'is not valid JSON'],
  ])('says of a file that it %s', async (_, text, told) => {
    const { code, error } = await run(['check', await fileOf(text)])
    expect([code, error]).toEqual([1, expect.stringContaining(told)])
  })

  it('says that a file is not there', async () => {
    const { code, error } = await run(['check', join(directory, 'none.json')])
    expect([code, error]).toEqual([1, expect.stringContaining('ENOENT')])
  })
})

describe('diff', () => {
  it('says which countries would move, against the live map', async () => {
    const { code, out } = await run(['diff', await fileOf(moved)], reading())
    expect(code).toBe(0)
    expect(out).toContain('1 of 249 countries would begin with another endpoint:')
    expect(out).toMatch(/sin -> nrt \(listed\) +VN$/m)
  })

  it('says so where none would', async () => {
    const { out } = await run(['diff', await fileOf(mapDocument())], reading())
    expect(out.trim()).toBe('No country would change endpoint.')
  })

  it('compares with another file', async () => {
    const { out } = await run(['diff', await fileOf(mapDocument()), await fileOf(moved)])
    expect(out).toMatch(/nrt -> sin \(listed\) +VN$/m)
  })

  it('compares nothing with a store that does not answer', async () => {
    edgeConfig.mode = 'unauthorized'
    const { code, out, error } = await run(['diff', await fileOf(moved)], reading())
    expect([code, out]).toEqual([1, ''])
    expect(error).toMatch(/^Asked the store ecfg_\w+ for the item "regions" and received: Unauthorized/)
  })

  it('says of the live map’s canary that it would end, or who would be drawn instead', async () => {
    edgeConfig.set('regions', withCanary(0.05))
    expect((await run(['diff', await fileOf(mapDocument())], reading())).out).toContain(
      'The canary for 5 % of the callers from VN would end.\n',
    )
    const grown = await run(['diff', await fileOf(withCanary(0.0004, { default: ['sin'] }))], reading())
    expect(grown.out).toContain('Canary: 5 % of the callers from VN -> 0.04 % of the callers from VN.\n')
    expect(grown.out).toContain('The canary’s map is another: other callers are drawn.\n')
    const same = await run(['diff', await fileOf(withCanary(0.05))], reading())
    expect(same.out).toMatch(/^No country would change endpoint\.\nCanary, for 5 % of the callers from VN:\n/)
  })

  it('warns of what a map was not read with', async () => {
    const text = JSON.stringify(faulty).replace('"zone":"EU"', '"zone":"EU","zone":"EU"')
    const refused = await run(['diff', await fileOf(text)], reading())
    expect(refused.out).toMatch(/^warning {2}endpoints\.fra\.zone {2}stands twice/m)
    expect(refused.error).toContain('is no region map')
    const misspelt = mapDocument({ zones: { EU: { country: ['DE'], endpoints: ['fra'] } } })
    expect((await run(['diff', await fileOf(misspelt)], reading())).out).toMatch(
      /^warning {2}zones\.EU\.country {2}no such field/m,
    )
  })
})

describe('push', () => {
  it('makes a map the live one and leaves the other items', async () => {
    const { code, out } = await run(['push', await fileOf(moved)], writing())
    expect([code, api.written]).toEqual([0, [{ key: 'regions', value: moved }]])
    expect(out).toMatch(/sin -> nrt \(listed\) +VN$/m)
    expect(out).toContain('Pushed to ecfg_')
    expect(edgeConfig.items).toEqual({ regions: moved, plans: { kept: {} } })
  })

  it('makes the first map of an empty store', async () => {
    edgeConfig.remove('regions')
    const { code, out } = await run(['push', await fileOf(moved)], writing())
    expect([code, api.written.length]).toEqual([0, 1])
    expect(out).toContain('249 of 249 countries')
  })

  it('changes nothing in a dry run', async () => {
    const { code, out } = await run(['push', await fileOf(moved), '--dry-run'], writing())
    expect([code, api.written]).toEqual([0, []])
    expect(out).toContain('Nothing was pushed.')
    expect(out).toMatch(/sin -> nrt \(listed\) +VN$/m)
  })

  it('refuses a map that is not valid', async () => {
    const { code, out, error } = await run(['push', await fileOf(faulty)], writing())
    expect([code, api.written]).toEqual([1, []])
    expect(out).toMatch(/^problem {2}residency\.DE/m)
    expect(error).toContain('Nothing was pushed.')
  })

  it('warns of how a map that is refused is written', async () => {
    const text = JSON.stringify(faulty).replace('"zone":"EU"', '"zone":"EU","zone":"EU"')
    const { code, out } = await run(['push', await fileOf(text)], writing())
    expect([code, api.written]).toEqual([1, []])
    expect(out).toMatch(/^warning {2}endpoints\.fra\.zone {2}stands twice/m)
  })

  it('says that the live map’s canary would end', async () => {
    edgeConfig.set('regions', withCanary(0.05))
    const { out } = await run(['push', await fileOf(mapDocument()), '--dry-run'], writing())
    expect(out).toContain('The canary for 5 % of the callers from VN would end.\n')
  })

  it('wants to be forced where most endpoints would be gone', async () => {
    const { endpoints } = mapDocument()
    const cut = await fileOf(
      mapDocument({
        endpoints: { sin: endpoints.sin },
        countries: {},
        zones: {},
        residency: {},
        default: ['sin'],
      }),
    )
    const shown = await run(['push', cut, '--dry-run'], writing())
    expect(shown.out).toMatch(
      /^warning {2}endpoints {2}of 4 active endpoints nrt, fra and iad would be gone$/m,
    )
    const refused = await run(['push', cut], writing())
    expect([refused.code, api.written]).toEqual([1, []])
    expect(refused.error).toContain('--force pushes it all the same')
    const forced = await run(['push', cut, '--force'], writing())
    expect([forced.code, api.written]).toEqual([0, [expect.anything()]])
  })

  it.each([
    ['the token is wrong', { VERCEL_API_TOKEN: 'wrong' }, '403: forbidden'],
    ['the store is a team’s that is not named', { VERCEL_TEAM_ID: '' }, '404: edge_config_not_found'],
    ['there is no token', { VERCEL_API_TOKEN: '' }, 'VERCEL_API_TOKEN'],
    ['the API does not answer', { VERCEL_API_URL: 'http://127.0.0.1:9' }, 'did not answer'],
    ['no store is named', { EDGE_CONFIG: '' }, 'EDGE_CONFIG'],
  ])('says why not, where %s', async (_, settings, told) => {
    const { code, error } = await run(['push', await fileOf(moved)], { ...writing(), ...settings })
    expect([code, api.written]).toEqual([1, []])
    expect(error).toContain(told)
    expect(error).not.toContain('CANARY')
  })
})

describe('pull', () => {
  it('prints the live map', async () => {
    const { code, out } = await run(['pull'], reading())
    expect([code, JSON.parse(out)]).toEqual([0, mapDocument()])
  })

  it('writes it to a file, which can be pushed again', async () => {
    const file = join(directory, 'pulled.json')
    expect((await run(['pull', file], reading())).code).toBe(0)
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(mapDocument())
    expect((await run(['push', file], writing())).out).toContain('No country would change endpoint.')
  })

  it.each([
    [
      'is away',
      'http://127.0.0.1:9/ecfg_away?token=CANARY',
      'Asked the store ecfg_away ',
      /ECONNREFUSED|bad port/,
    ],
    ['is none', 'nowhere CANARY', 'Asked the store without an id (ecfg_…) ', /Invalid connection string/],
  ])(
    'says of a store that %s what was asked, what came and what to do',
    async (_, connection, told, reason) => {
      const { code, out, error } = await run(['pull'], { EDGE_CONFIG: connection })
      expect([code, out]).toEqual([1, ''])
      expect(error).toContain(`${told}for the item "regions" and received: `)
      expect(error).toMatch(reason)
      expect(error).toContain('See that EDGE_CONFIG is the connection string of the store')
      expect(error).not.toContain('CANARY')
    },
  )

  it('says that the store has no map', async () => {
    edgeConfig.remove('regions')
    const { code, error } = await run(['pull'], reading())
    expect([code, error]).toEqual([1, expect.stringContaining('"regions"')])
  })
})

it('schema writes those that are committed', async () => {
  const written = ['map', 'store'].map(name => join(directory, `${name}.schema.json`))
  expect((await run(['schema', ...written])).code).toBe(0)
  const committed = ['region-map', 'config-store'].map(name => `lib/regions/${name}.schema.json`)
  const texts = (paths: readonly string[]) => Promise.all(paths.map(path => readFile(path, 'utf8')))
  expect(await texts(written)).toEqual(await texts(committed))
})
