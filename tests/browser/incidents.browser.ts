import axe from 'axe-core'
import { expect, type Page, test } from 'playwright/test'
import { type Gateway, startGateway } from '@/tests/world/start-gateway'
import { startWorld, type World } from '@/tests/world/start-world'

let world: World
let gateway: Gateway

const notice = {
  id: 'disks',
  title: 'New disks in Frankfurt',
  body: 'Answers may be slow.\nNothing is lost.',
  severity: 'maintenance',
  from: '2026-01-01T00:00:00Z',
  endpoints: ['fra'],
  updates: [{ at: '2026-01-01T01:00:00Z', body: 'Half is done.' }],
}

test.beforeAll(async () => {
  world = await startWorld({ redis: 'embedded' })
  world.edgeConfig.set('notices', [notice])
  world.endpoint('sin').set({ fault: { kind: 'status', status: 503 } })
  gateway = await startGateway({ environment: world.environment })
  // Five failures in a row open the circuit of the one endpoint that is asked.
  for (let failure = 0; failure < 6; failure += 1) await call('sin')
  await expect
    .poll(async () => (await fetch(`${gateway.url}/api/status`)).text(), { timeout: 20_000 })
    .toContain('sin: failing calls for gpt-4.1')
})

test.afterAll(async () => {
  await gateway.close()
  await world.close()
})

async function call(endpoint: string): Promise<void> {
  await fetch(`${gateway.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-route-to': endpoint },
    body: JSON.stringify({ model: 'gpt-4.1', messages: [{ role: 'user', content: 'Hello' }] }),
  })
}

const incident = (page: Page) =>
  page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'sin: failing calls' }) })

test('what goes on stands before everything else', async ({ page }) => {
  await page.goto(gateway.url)
  await expect(page.getByRole('status')).toHaveText('Some endpoints are degraded or down.')
  const headings = page.getByRole('heading')
  await expect(headings.nth(1)).toHaveText('Notices')
  await expect(headings.nth(2)).toHaveText('New disks in Frankfurt')
  await expect(headings.nth(3)).toHaveText('Current incidents')
  await expect(incident(page)).toContainText('Ongoing since')
  await expect(incident(page).locator('time')).toHaveAttribute('datetime', /^\d{4}-\d\d-\d\dT.*Z$/)
  await expect(page.getByRole('article')).toContainText('Half is done.')
})

test('the history is a link away, and leads from month to month without script', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(gateway.url)
  await page.getByRole('link', { name: 'History by month' }).click()
  await expect(page).toHaveURL(/\/history$/)
  const heading = page.getByRole('heading', { level: 1 })
  const now = await heading.textContent()
  await expect(incident(page)).toBeVisible()
  await page.getByRole('link', { name: 'Previous month' }).click()
  await expect(page).toHaveURL(/\?month=\d{4}-\d\d$/)
  await expect(heading).not.toHaveText(now ?? '')
  await expect(page.getByText('No incidents.')).toBeVisible()
  await page.getByRole('link', { name: 'Next month' }).click()
  await expect(heading).toHaveText(now ?? '')
  await context.close()
})

test('page and history fit a narrow screen', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 640 })
  for (const path of ['/', '/history']) {
    await page.goto(gateway.url + path)
    await expect(incident(page)).toBeVisible()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
  }
})

test('nothing on page and history keeps people out, by the rules of axe', async ({ page }) => {
  for (const path of ['/', '/history']) {
    await page.goto(gateway.url + path)
    await page.evaluate(axe.source)
    const found = await page.evaluate(
      'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html]))',
    )
    expect([path, found]).toEqual([path, []])
  }
})

test('nothing in the history breaks its content security policy', async ({ page }) => {
  const complaints: string[] = []
  page.on('console', message => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await page.goto(`${gateway.url}/history`)
  await expect(incident(page)).toBeVisible()
  expect(complaints).toEqual([])
})

test('readers of feeds find the feed', async ({ page }) => {
  await page.goto(gateway.url)
  const href = await page.locator('head link[rel="alternate"]').getAttribute('href')
  const feed = await page.request.get(gateway.url + href)
  const titles = await page.evaluate(
    text => {
      const parsed = new DOMParser().parseFromString(text, 'text/xml')
      return [...parsed.querySelectorAll('parsererror, item > title')].map(each => each.textContent)
    },
    await feed.text(),
  )
  expect(titles).toEqual(['sin: failing calls for gpt-4.1', 'New disks in Frankfurt'])
})
