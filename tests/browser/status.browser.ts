import { expect, type Page, test } from 'playwright/test'
import { type Gateway, startGateway } from '@/tests/world/start-gateway'
import { startWorld, type World } from '@/tests/world/start-world'

let world: World
let gateway: Gateway

test.beforeAll(async () => {
  world = await startWorld({ redis: 'embedded' })
  world.endpoint('gru').refuse()
  gateway = await startGateway({ environment: world.environment })
  // The call makes its instance probe; the page's own instance learns of it through the shared board.
  await call()
  await expect.poll(() => world.upstash?.commands.flat().includes('isochrone:probes')).toBe(true)
})

test.afterAll(async () => {
  await gateway.close()
  await world.close()
})

async function call(): Promise<void> {
  const response = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-4.1', messages: [{ role: 'user', content: 'Hello' }] }),
  })
  expect(response.status).toBe(200)
}

function row(page: Page, endpoint: string) {
  return page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: endpoint, exact: true }) })
}

test('each endpoint is listed with its state and what was seen of it', async ({ page }) => {
  await page.goto(gateway.url)
  await expect(page.getByRole('status')).toHaveText('Some endpoints are degraded or down.')
  const rows = page.locator('table.endpoints').getByRole('rowheader')
  await expect(rows).toContainText(['sin', 'nrt', 'fra', 'iad', 'gru'])
  for (const endpoint of ['sin', 'nrt', 'fra', 'iad']) {
    await expect(row(page, endpoint)).toContainText('operational')
    await expect(row(page, endpoint)).toContainText(/\d+ ms/)
    await expect(row(page, endpoint)).toContainText('24 h 100 %')
  }
  await expect(row(page, 'gru')).toContainText('down')
  await expect(row(page, 'gru')).toContainText('no data')
  await expect(row(page, 'gru')).toContainText('24 h 0.0 %')
})

test('what each edge has seen of each endpoint stands in a table, by the percentile of the address', async ({
  page,
}) => {
  await page.goto(gateway.url)
  const matrix = page.locator('table.matrix')
  await expect(matrix.getByRole('columnheader')).toHaveText(['Edge', 'sin', 'nrt', 'fra', 'iad', 'gru'])
  await expect(matrix.getByRole('rowheader')).toHaveText(['local'])
  await expect(matrix.getByRole('cell').last()).toHaveText('not reached')
  await page.getByRole('link', { name: 'p95' }).click()
  await expect(page).toHaveURL(/percentile=p95/)
  await expect(page.getByRole('link', { name: 'p95' })).toHaveAttribute('aria-current', 'true')
})

test('an endpoint that the operator drains is shown as draining', async ({ page }) => {
  const map = world.edgeConfig.items.regions
  world.edgeConfig.set(
    'regions',
    JSON.parse(JSON.stringify(map).replace('"region":"iad1"', '"region":"iad1","state":"draining"')),
  )
  await expect
    .poll(
      async () => {
        await page.goto(gateway.url)
        return row(page, 'iad').textContent()
      },
      { timeout: 20_000, intervals: [1000] },
    )
    .toContain('draining')
})

test('the page says the same without script', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(gateway.url)
  await expect(row(page, 'sin')).toContainText('operational')
  await context.close()
})

test('the page fits a narrow screen', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 640 })
  await page.goto(gateway.url)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
})

test('the page shows no address and no key', async ({ page }) => {
  await page.goto(gateway.url)
  const html = await page.content()
  for (const endpoint of world.endpoints) {
    expect(html).not.toContain(endpoint.url)
    expect(html).not.toContain(`:${endpoint.port}`)
    expect(html).not.toContain(endpoint.apiKey)
  }
})

test('nothing on the page breaks its content security policy', async ({ page }) => {
  const complaints: string[] = []
  page.on('console', message => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await page.goto(gateway.url)
  await expect(page.getByRole('status')).toBeVisible()
  expect(complaints).toEqual([])
})
