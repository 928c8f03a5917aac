import axe from 'axe-core'
import { expect, test } from 'playwright/test'
import { type Gateway, startGateway } from '@/tests/world/start-gateway'
import { startWorld, type World } from '@/tests/world/start-world'
import { docAddresses } from '../support/read-fences'

const addresses = docAddresses()

let world: World
let gateway: Gateway

test.beforeAll(async () => {
  world = await startWorld({ endpoints: ['sin'], redis: 'embedded' })
  gateway = await startGateway({ environment: world.environment })
})

test.afterAll(async () => {
  await gateway.close()
  await world.close()
})

test('the status page leads to the documentation, and back', async ({ page }) => {
  await page.goto(gateway.url)
  await page.getByRole('link', { name: 'Documentation' }).click()
  await expect(page).toHaveURL(/\/docs$/)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Isochrone')
  await page.getByRole('navigation', { name: 'Documentation' }).getByRole('link', { name: 'Errors' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Errors')
  await page
    .getByRole('navigation', { name: 'On this page' })
    .getByRole('link', { name: 'In a stream' })
    .click()
  await expect(page).toHaveURL(/#in-a-stream$/)
  await page.getByRole('link', { name: 'Status' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Isochrone status')
})

for (const colorScheme of ['light', 'dark'] as const)
  test(`nothing keeps people out, by the rules of axe: ${colorScheme}`, async ({ browser }) => {
    const page = await browser.newPage({ colorScheme })
    for (const address of [...addresses, '/docs/nope']) {
      await page.goto(gateway.url + address)
      await page.evaluate(axe.source)
      const found = await page.evaluate(
        'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html]))',
      )
      expect([address, found]).toEqual([address, []])
    }
    await page.close()
  })

test('every page fits a narrow screen', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 640 })
  for (const address of addresses) {
    await page.goto(gateway.url + address)
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    expect([address, width]).toEqual([address, 360])
  }
})

test('no page breaks its content security policy, or needs a script', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', message => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  for (const address of addresses) {
    await page.goto(gateway.url + address)
    await expect(page.getByRole('article')).toBeVisible()
  }
  expect(complaints).toEqual([])
  await context.close()
})
