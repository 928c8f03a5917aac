import { describe, expect, it } from 'vitest'
import { mapDocument } from '../support/build-dependencies'
import { buildOperator } from '../support/operator'

describe('the live region map', () => {
  it('is shown as it was written, with what this deployment makes of it', async () => {
    const document = { $schema: './region-map.schema.json', ...mapDocument() }
    const { status, json } = await buildOperator({ document, withoutKey: ['fra'] }).ask('GET /region-map')
    expect(status).toBe(200)
    expect(json).toMatchObject({ version: 1, source: 'live', problems: [], document })
    expect(json.revision).toMatch(/^[0-9a-f]{16}$/)
    expect(json.endpoints).toContainEqual({
      id: 'fra',
      region: 'fra1',
      zone: 'EU',
      state: 'active',
      weight: 1,
      hasKey: false,
    })
  })

  it('says what of it was dropped, and shows no key that stands in the wrong place', async () => {
    const { endpoints } = mapDocument()
    const document = mapDocument({
      endpoints: { ...endpoints, sin: { ...endpoints.sin, apiKeyEnv: 'sk-CANARY-0123', apiKey: 'CANARY' } },
    })
    const { json, text } = await buildOperator({ document }).ask('GET /region-map')
    expect(json.problems).toContainEqual({ path: 'endpoints.sin.apiKeyEnv', message: expect.any(String) })
    expect(text).not.toContain('CANARY')
  })

  it('is not there where nothing is configured', async () => {
    const { ask } = buildOperator({ variables: { VERCEL_ENV: 'production', EDGE_CONFIG: '' } })
    expect(await ask('GET /region-map')).toMatchObject({
      status: 503,
      json: { error: { code: 'configuration_error' } },
    })
  })
})
