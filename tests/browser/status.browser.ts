import { gzipSync } from 'node:zlib'
import axe from 'axe-core'
import { type Browser, expect, type Page, test } from 'playwright/test'
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

async function call(headers: Readonly<Record<string, string>> = {}): Promise<void> {
  const response = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ model: 'gpt-4.1', messages: [{ role: 'user', content: 'Hello' }] }),
  })
  expect(response.status).toBe(200)
}

type ContextOptions = Parameters<Browser['newContext']>[0]

async function openPage(browser: Browser, options: ContextOptions, path = '/'): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage()
  await page.goto(`${gateway.url}${path}`)
  return page
}

/** What keeps people out, by the rules of axe, with the first place where it stands. */
async function violations(page: Page): Promise<unknown> {
  await page.evaluate(axe.source)
  return await page.evaluate(
    'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.length, nodes[0].html, nodes[0].failureSummary]))',
  )
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
  await page.getByRole('link', { name: '24h' }).click()
  await expect(page).toHaveURL(/percentile=p95&window=24h/)
  for (const name of ['p95', '24h'])
    await expect(page.getByRole('link', { name })).toHaveAttribute('aria-current', 'true')
  await expect(page.getByText('in the last 24 hours, p95')).toBeVisible()
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

test('an endpoint that is picked leaves the countries that it serves in colour', async ({ page }) => {
  await page.goto(gateway.url)
  await page.getByRole('link', { name: /^Endpoint fra:/ }).click()
  await expect(page).toHaveURL(/endpoint=fra/)
  await expect(page.getByText(/In colour: the \d+ countries that fra serves now/)).toBeVisible()
  const dimmed = await page.locator('.world .other').count()
  expect(dimmed).toBeGreaterThan(50)
  await page.getByRole('link', { name: 'Show all' }).click()
  await expect(page.locator('.world .other')).toHaveCount(0)
})

test('an edge that is picked is joined with what it has measured, by keyboard too', async ({ page }) => {
  await call({ 'x-vercel-id': 'hnd1::id' })
  const edge = page.getByRole('link', { name: 'Edge hnd1' })
  await expect(async () => {
    await page.goto(gateway.url)
    await expect(edge).toBeVisible({ timeout: 500 })
  }).toPass({ timeout: 20_000 })
  await edge.focus()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/edge=hnd1/)
  await expect(page.getByText(/Seen from the edge hnd1: .*sin \d+ ms/)).toBeVisible()
  expect(await page.locator('.world .measured line').count()).toBeGreaterThan(0)
})

test('whoever asks where it would go is told the plan, candidate by candidate', async ({ page }) => {
  await page.goto(gateway.url)
  const answer = page.locator('#where-answer')
  await page.getByLabel('From', { exact: true }).selectOption('Germany')
  await page.getByLabel('for the model').fill('gpt-4.1')
  await page.getByRole('button', { name: 'Show' }).click()
  await expect(answer).toContainText('A call for gpt-4.1 from Germany')
  await expect(answer).toContainText('goes to fra')
  await expect(answer).toContainText('It may not leave EU.')
  await expect(answer).toContainText('sin: outside the zones that the country allows.')
  await page.getByLabel('From', { exact: true }).selectOption('VN')
  await page.getByRole('button', { name: 'Show' }).click()
  await expect(answer.getByRole('listitem').first()).toContainText(/ms expected, [\d,]+ km away/)
})

test('whoever lets the browser tell its position is told from there', async ({ browser }) => {
  const page = await openPage(browser, {
    geolocation: { latitude: 50.1234, longitude: 8.6789 },
    permissions: ['geolocation'],
  })
  await page.getByRole('button', { name: 'From my position' }).click()
  await expect(page).toHaveURL(/at=50.1%2C8.7/)
  await expect(page.locator('#where-answer')).toContainText('at your position')
  await page.context().close()
})

test('whoever does not is told that the browser gave none', async ({ browser }) => {
  const page = await openPage(browser, { permissions: [] })
  await page.getByRole('button', { name: 'From my position' }).click()
  await expect(page.getByText('The browser did not give your position.')).toBeVisible()
  await page.context().close()
})

test('the page renews itself, not while it is paused, hidden or used', async ({ page }) => {
  await page.clock.install()
  let renewals = 0
  page.on('request', request => {
    if (request.resourceType() === 'fetch') renewals++
  })
  await page.goto(gateway.url)
  const updatedAt = () => page.locator('#updated time').getAttribute('datetime')
  const before = await updatedAt()
  await page.clock.runFor(29_000)
  expect(renewals).toBe(0)
  await page.clock.runFor(2000)
  await expect.poll(updatedAt).not.toBe(before)
  expect(renewals).toBe(1)
  await page.getByRole('button', { name: 'Pause' }).click()
  await page.clock.runFor(65_000)
  expect(renewals).toBe(1)
  await page.getByRole('button', { name: 'Pause' }).click()
  await page.evaluate(() => Object.defineProperty(document, 'hidden', { value: true, configurable: true }))
  await page.clock.runFor(65_000)
  expect(renewals).toBe(1)
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { value: false })
    document.dispatchEvent(new Event('visibilitychange'))
  })
  await expect.poll(() => renewals).toBe(2)
})

test('the page says so where it could not be renewed, and goes on', async ({ page }) => {
  await page.clock.install()
  await page.goto(gateway.url)
  await page.route('**/*', route => route.abort())
  await page.clock.runFor(31_000)
  await expect(page.locator('#updated')).toContainText('could not be renewed')
  await page.unroute('**/*')
  await page.clock.runFor(31_000)
  await expect(page.locator('#updated')).not.toContainText('could not be renewed')
})

test('an endpoint that is killed is shown as down within 30 seconds', async ({ page }) => {
  await page.goto(gateway.url)
  await expect(row(page, 'fra')).toContainText('operational')
  const killedAt = Date.now()
  await world.endpoint('fra').refuse()
  const headers = { 'x-vercel-id': 'fra1::id', 'x-vercel-ip-country': 'FR' }
  const calls = setInterval(() => void call(headers).catch(() => undefined), 1000)
  await expect
    .poll(async () => (await page.goto(gateway.url)) && (await row(page, 'fra').textContent()), {
      timeout: 30_000,
      intervals: [1000],
    })
    .toMatch(/down|degraded/)
  clearInterval(calls)
  expect(Date.now() - killedAt).toBeLessThan(30_000)
  await world.endpoint('fra').accept()
})

test('moments are told in the time zone of the viewer and in UTC', async ({ browser }) => {
  const page = await openPage(browser, { timezoneId: 'Asia/Ho_Chi_Minh', locale: 'en-GB' })
  const shown = (await page.locator('#updated time').textContent()) ?? ''
  const [, utc = ''] = /\((\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) UTC\)/.exec(shown) ?? []
  const local = new Date(`${utc.replace(' ', 'T')}Z`).toLocaleTimeString('en-GB', {
    timeZone: 'Asia/Ho_Chi_Minh',
  })
  expect(shown).toContain(local)
  await page.context().close()
})

test('the page says the same without script', async ({ browser }) => {
  const page = await openPage(browser, { javaScriptEnabled: false })
  await expect(row(page, 'sin')).toContainText('operational')
  await expect(page.getByText(/Updated \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Pause' })).toBeHidden()
  await expect(page.getByRole('button', { name: 'From my position' })).toBeHidden()
  await page.getByLabel('From', { exact: true }).selectOption('Germany')
  await page.getByRole('button', { name: 'Show' }).click()
  await expect(page.locator('#where-answer')).toContainText('from Germany')
  await page.context().close()
})

for (const colorScheme of ['light', 'dark'] as const)
  for (const width of [360, 800, 1280])
    test(`nobody is kept out: ${colorScheme}, ${width} px wide`, async ({ browser }) => {
      const page = await openPage(
        browser,
        { colorScheme, viewport: { width, height: 800 } },
        '/?endpoint=sin&country=DE',
      )
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
      expect(await violations(page)).toEqual([])
      await page.context().close()
    })

test('the first load brings at most 60 KB of script', async ({ page }) => {
  const scripts: number[] = []
  page.on('response', async response => {
    const text = await response.text().catch(() => '')
    if (response.request().resourceType() === 'script') scripts.push(gzipSync(text).length)
    if (response.request().resourceType() === 'document')
      for (const [, script = ''] of text.matchAll(/<script[^>]*>(.*?)<\/script>/gs))
        scripts.push(gzipSync(script).length)
  })
  await page.goto(gateway.url, { waitUntil: 'networkidle' })
  expect(scripts).toHaveLength(1)
  expect(scripts[0]).toBeLessThan(60_000)
})

test('the page can be printed: nothing to press, and nothing cut off', async ({ page }) => {
  await page.emulateMedia({ media: 'print' })
  await page.setViewportSize({ width: 720, height: 1000 })
  await page.goto(gateway.url)
  await expect(page.getByRole('button', { name: 'Show' })).toBeHidden()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(720)
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
