import { describe, expect, it } from 'vitest'
import { deployButton, deployLink } from '@/lib/commands/deploy-button'
import { settingNames } from '@/lib/gateway/environment'
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

  it('asks for settings that exist, among them a key of the map’s, and brings no value for any', () => {
    const names = (query.get('env') ?? '').split(',')
    const keys = Object.values(bundled.endpoints).map(({ apiKeyEnv }) => apiKeyEnv)
    expect(names.filter(name => !settingNames.includes(name) && !keys.includes(name))).toEqual([])
    expect(names).toContain('OPENAI_API_KEY')
    expect(query.has('envDefaults')).toBe(false)
  })

  it('says of each setting that is to be filled in what it is, and where to read more', () => {
    expect(query.get('envDescription')).toContain('OPENAI_API_KEY')
    expect(query.get('envLink')).toBe(`${query.get('repository-url')}#settings`)
  })

  it('fits an address line, and a line of Markdown', () => {
    expect(deployLink().length).toBeLessThan(8000)
    expect(deployButton()).toBe(`[![Deploy with Vercel](https://vercel.com/button)](${deployLink()})`)
    expect(deployLink()).not.toMatch(/[\s()<>]/)
  })
})
