import { describe, expect, it } from 'vitest'
import { deployButton, deployLink } from '@/lib/commands/deploy-button'
import { checkSetup } from '@/lib/gateway/check-setup'
import { endpointsWithKey } from '@/lib/gateway/endpoints-with-key'
import { parseEnvironment, settingNames } from '@/lib/gateway/environment'
import bundled from '@/lib/regions/bundled-region-map.json'
import { parseRegionMap } from '@/lib/regions/parse-region-map'

const query = new URL(deployLink()).searchParams
const asJson = (name: string) => JSON.parse(query.get(name) ?? '')

describe('the Deploy button', () => {
  it('brings a store in which a region map lies that we accept without a problem', () => {
    const { regions } = asJson('global-config-stores').GLOBAL_CONFIG
    expect(regions).toEqual(bundled)
    const { value, problems } = parseRegionMap(regions)
    expect([problems, [...(value?.endpoints.keys() ?? [])]]).toEqual([[], Object.keys(bundled.endpoints)])
  })

  it('brings Upstash Redis', () => {
    expect(asJson('products')).toEqual([
      { type: 'integration', protocol: 'storage', productSlug: 'upstash-kv', integrationSlug: 'upstash' },
    ])
  })

  const names = (query.get('env') ?? '').split(',')
  const keys = Object.values(bundled.endpoints).map(({ apiKeyEnv }) => apiKeyEnv)

  it('asks once for each key of the map’s and for settings that exist, and brings no value for any', () => {
    expect(names.filter(name => keys.includes(name))).toEqual(keys)
    expect(names.filter(name => !settingNames.includes(name) && !keys.includes(name))).toEqual([])
    expect(query.has('envDefaults')).toBe(false)
  })

  it('leads to a deployment that lacks nothing', () => {
    const { value } = parseRegionMap(bundled)
    if (value === undefined) throw new Error('The bundled map is no map.')
    const fromStores = {
      VERCEL: '1',
      VERCEL_ENV: 'production',
      KV_REST_API_URL: 'https://a',
      KV_REST_API_TOKEN: 't',
    }
    const items = checkSetup({
      environment: parseEnvironment({
        ...fromStores,
        ...Object.fromEntries(names.map(name => [name, 'filled in'])),
      }),
      map: { value, source: 'live', problems: [], lookup: 'found' },
      usable: endpointsWithKey(value, ({ apiKeyEnv = '' }) =>
        names.includes(apiKeyEnv) ? 'filled in' : undefined,
      ),
      others: new Map(),
    })
    expect(items.filter(({ state }) => state !== 'ok')).toEqual([])
  })

  it('says of each key that is to be filled in what it is, and where to read more', () => {
    const described = query.get('envDescription') ?? ''
    for (const name of keys) expect(described).toContain(`${name} is`)
    expect(described).toContain('OPENAI_API_KEY_EU is one of a project that you made in OpenAI’s EU region')
    expect(described).toContain(`${Object.keys(bundled.residency).length} European countries`)
    expect(query.get('envLink')).toBe(`${query.get('repository-url')}#settings`)
  })

  it('fits an address line, and a line of Markdown', () => {
    expect(deployLink().length).toBeLessThan(8000)
    expect(deployButton()).toBe(`[![Deploy with Vercel](https://vercel.com/button)](${deployLink()})`)
    expect(deployLink()).not.toMatch(/[\s()<>]/)
  })
})
