import axe from 'axe-core'
import { type Browser, expect, type Page, test } from 'playwright/test'
import { type Gateway, startGateway } from '@/tests/world/start-gateway'
import { startWorld, type World } from '@/tests/world/start-world'

const operatorToken = 'operator-CANARY-0123456789abcdef'

let world: World
let unset: Gateway
let running: Gateway

test.beforeAll(async () => {
  world = await startWorld({ endpoints: ['sin', 'fra'], redis: 'embedded' })
  const production = { VERCEL: '1', VERCEL_ENV: 'production' }
  const own = { ...production, OPERATOR_TOKEN: operatorToken }
  unset = await startGateway({ environment: { ...own, RECEIPT_SECRET: 'receipt-CANARY' } })
  running = await startGateway({
    environment: { ...world.environment, ...own, API_KEY_PEPPER: 'pepper', UPSTREAM_KEY_SIN: '' },
  })
})

test.afterAll(async () => {
  await Promise.all([unset.close(), running.close()])
  await world.close()
})

type ContextOptions = Parameters<Browser['newContext']>[0]

async function openPage(browser: Browser, options: ContextOptions = {}): Promise<Page> {
  // Axe is put into the page from outside.
  const context = await browser.newContext({ bypassCSP: true, ...options })
  return await context.newPage()
}

async function violations(page: Page): Promise<unknown> {
  await page.evaluate(axe.source)
  return await page.evaluate(
    'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.length, nodes[0].html]))',
  )
}

async function signIn(page: Page): Promise<void> {
  await page.goto(`${running.url}/admin`)
  await page.getByLabel('Operator token').fill(operatorToken)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('heading', { name: 'Setup' })).toBeVisible()
}

test('a deployment that cannot serve says what is missing, and where to add it', async ({ page }) => {
  await page.goto(unset.url)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Isochrone is not set up yet')
  await expect(page.getByRole('status')).toHaveText('No call can be served: 3 things are missing.')
  const missing = page.getByRole('list').first().getByRole('listitem')
  await expect(missing).toContainText(['Store of the region map', 'Callers', 'Upstash Redis'])
  await expect(missing.first().getByRole('link', { name: 'Storage on Vercel' })).toHaveAttribute(
    'href',
    /^https:\/\/vercel\.com\/d\?to=/,
  )
  expect(await page.content()).not.toContain('CANARY')
})

test('an operator sees what is advised, unfolded by a press', async ({ page }) => {
  await signIn(page)
  const setup = page.locator('#setup')
  // A cold instance on a busy machine may not have had its map in time.
  await expect(async () => {
    await page.reload()
    await expect(setup.getByText('UPSTREAM_KEY_SIN')).toBeAttached({ timeout: 500 })
  }).toPass({ timeout: 20_000 })
  await expect(setup.getByText('UPSTREAM_KEY_SIN')).toBeHidden()
  await setup.getByText(/0 missing, \d advised/).click()
  await expect(setup.getByText('Not set: UPSTREAM_KEY_SIN.')).toBeVisible()
  expect(await page.content()).not.toContain(operatorToken)
})

for (const colorScheme of ['light', 'dark'] as const)
  for (const width of [360, 1280])
    test(`nobody is kept out: ${colorScheme}, ${width} px wide`, async ({ browser }) => {
      const page = await openPage(browser, { colorScheme, viewport: { width, height: 800 } })
      await page.goto(unset.url)
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
      expect(await violations(page)).toEqual([])
      await signIn(page)
      await page.locator('#setup summary').click()
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
      expect(await violations(page)).toEqual([])
      await page.context().close()
    })

test('nothing on the page breaks its content security policy', async ({ page }) => {
  const complaints: string[] = []
  page.on('console', message => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await page.goto(unset.url)
  await expect(page.getByRole('status')).toBeVisible()
  expect(complaints).toEqual([])
})
