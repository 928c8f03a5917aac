import { expect, test } from 'playwright/test'
import { type Gateway, startGateway } from '@/tests/world/start-gateway'
import { startWorld, type World } from '@/tests/world/start-world'

// As long as an id may be, and with no place to break.
const longId = 'fra_'.repeat(16)
const longRegion = 'europe_west4_'.repeat(4)

let world: World
let gateway: Gateway

test.beforeAll(async () => {
  world = await startWorld({ redis: 'none' })
  const map = JSON.stringify(world.edgeConfig.items.regions)
  world.edgeConfig.set(
    'regions',
    JSON.parse(map.replaceAll('"fra"', `"${longId}"`).replace('"region":"fra1"', `"region":"${longRegion}"`)),
  )
  gateway = await startGateway({ environment: world.environment })
})

test.afterAll(async () => {
  await gateway.close()
  await world.close()
})

for (const width of [320, 800, 1280])
  test(`an endpoint may have the longest id: ${width} px wide`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 })
    await page.goto(`${gateway.url}/?endpoint=${longId}&country=DE`)
    await expect(page.getByRole('rowheader', { name: longId, exact: true })).toBeVisible()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
  })

test('what was opened to be read stays open when the page renews itself', async ({ page }) => {
  await page.clock.install()
  await page.goto(gateway.url)
  const updatedAt = () => page.locator('#updated time').getAttribute('datetime')
  const before = await updatedAt()
  const table = page.locator('details')
  await table.locator('summary').click()
  await page.getByRole('heading', { level: 1 }).click()
  await page.clock.runFor(31_000)
  await expect.poll(updatedAt).not.toBe(before)
  await expect(table).toHaveAttribute('open')
})
