import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { settingNames } from '@/lib/gateway/environment'
import bundled from '@/lib/regions/bundled-region-map.json'

const lines = readFileSync('.env.example', 'utf8').split('\n')
const named = lines.flatMap(line => /^([A-Z][A-Z0-9_]*)=/.exec(line)?.[1] ?? [])

describe('.env.example', () => {
  it('names each setting that is read, and the keys of the bundled map', () => {
    const keys = Object.values(bundled.endpoints).map(({ apiKeyEnv }) => apiKeyEnv)
    // The platform sets its own.
    const own = settingNames.filter(name => !name.startsWith('VERCEL'))
    expect([...named].sort()).toEqual([...own, ...keys].sort())
  })

  it('gives no setting a value', () => {
    expect(lines.filter(line => !/^(#.*|[A-Z0-9_]+=)?$/.test(line))).toEqual([])
  })
})
