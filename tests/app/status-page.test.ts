import { describe, expect, it } from 'vitest'
import { renderStatus } from '@/app/_status/render-status'
import { buildDependencies } from '../support/build-dependencies'
import { buildGet } from '../support/build-request'
import { usageRow } from '../support/usage-row'
import { createWatchedUsage } from '../support/watched-usage'

async function open(options: Parameters<typeof buildDependencies>[0] = {}): Promise<string> {
  const response = await renderStatus(buildGet('/'), buildDependencies(options).dependencies)
  return (await response.text()).replace(/<[^>]*>/g, '')
}

const away = async () => {
  throw new Error('away')
}

describe('the status page', () => {
  it('says that there was nothing where the store says so', async () => {
    const read = async () => ({ storeNow: 0, rows: [] })
    const text = await open({ usage: createWatchedUsage(), incidents: { read } })
    expect(text).toContain('0 calls were rescued')
    expect(text).toContain('Nothing was measured in this time.')
    expect(text).toContain('No incidents.')
  })

  it('has no endpoint at 100 % that has failed, and none at 0 % of errors', async () => {
    const usage = createWatchedUsage()
    usage.seenRows = new Map([['tried/sin', usageRow({ requests: 1_000_000, errors: 1 })]])
    const text = await open({ usage })
    expect(text).toContain('24 h 99.99 %, 30 d 99.99 %, 90 d 99.99 %')
    expect(text).toContain('0.01 %')
    expect(text).not.toMatch(/24 h 100/)
  })

  it('never says that there was none of what the store does not tell', async () => {
    const usage = { ...createWatchedUsage(), seen: away, seenLately: away }
    const text = await open({ usage, incidents: { read: away } })
    expect(text).toContain('What was seen of the endpoints cannot be read at the moment.')
    expect(text).toContain('Incidents of the last 14 daysThey cannot be read at the moment.')
    expect(text).not.toMatch(/were rescued|No incidents|Nothing was measured/)
  })

  it('claims no calm where nobody keeps incidents', async () => {
    expect(await open()).toContain('Without Redis none are kept.')
  })
})
