import { expect, type Page, test } from 'playwright/test'
import { isRecord } from '@/tests/world/is-record'
import { type Gateway, startGateway } from '@/tests/world/start-gateway'
import { startWorld, type World } from '@/tests/world/start-world'

const operatorToken = 'operator-CANARY-0123456789abcdef'

let world: World
let gateway: Gateway
let address: string

test.beforeAll(async () => {
  world = await startWorld({ redis: 'embedded' })
  gateway = await startGateway({
    environment: { ...world.environment, OPERATOR_TOKEN: operatorToken, API_KEY_PEPPER: 'pepper' },
  })
  address = `${gateway.url}/admin`
  await call()
})

test.afterAll(async () => {
  await gateway.close()
  await world.close()
})

async function call(key?: string): Promise<number> {
  const response = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) },
    body: JSON.stringify({ model: 'gpt-4.1', messages: [{ role: 'user', content: 'Hello' }] }),
  })
  await response.arrayBuffer()
  return response.status
}

let addresses = 0

/** Signs in from an address of its own: of each only some attempts a minute are looked at. */
async function signIn(page: Page, token = operatorToken): Promise<void> {
  await page.setExtraHTTPHeaders({ 'x-real-ip': `203.0.113.${++addresses}` })
  await page.goto(address)
  await page.getByLabel('Operator token').fill(token)
  const loaded = page.waitForEvent('load')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await loaded
}

/** The live map as an operator would change it. */
function changedMap(change: (map: Record<string, unknown>) => object): string {
  const { regions } = world.edgeConfig.items
  return JSON.stringify(isRecord(regions) ? change(regions) : {}, null, 2)
}

test('who has not signed in sees a form, and with a wrong token sees it again', async ({ page }) => {
  await page.goto(address)
  await expect(page.getByRole('heading', { level: 2 })).toHaveCount(0)
  await signIn(page, 'wrong')
  await expect(page.getByRole('alert')).toHaveText('This is not the operator token.')
  await page.goto(address)
  await expect(page.getByLabel('Operator token')).toBeVisible()
})

test('an operator signs in, and out again', async ({ page, context }) => {
  await signIn(page)
  await expect(page.getByRole('heading', { name: 'Region map' })).toBeVisible()
  const [cookie] = await context.cookies()
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/admin' })
  expect(cookie?.value).not.toContain(operatorToken)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByLabel('Operator token')).toBeVisible()
  await page.goto(address)
  await expect(page.getByLabel('Operator token')).toBeVisible()
})

test('what calls cost is shown by tenant and by model, and the calls at this moment', async ({ page }) => {
  await signIn(page)
  await expect
    .poll(async () => {
      await page.reload()
      return page.getByRole('table', { name: 'By model' }).textContent()
    })
    .toContain('gpt-4.1')
  await expect(page.getByRole('table', { name: 'By tenant' })).toContainText('anonymous')
  const live = page.frameLocator('iframe')
  await expect(live.getByText('calls a second')).toBeVisible()
  await expect(live.locator('strong')).not.toHaveText('0.00', { timeout: 15_000 })
})

test('a key is made and shown once, serves calls, and is revoked', async ({ page }) => {
  await signIn(page)
  await page.getByLabel('Name').fill('my <app>')
  await page.getByLabel('Plan').selectOption('pro')
  await page.getByRole('button', { name: 'Create key' }).click()
  const key = (await page.getByRole('status').locator('code').textContent()) ?? ''
  expect(key).toMatch(/^iso_/)
  expect(await call(key)).toBe(200)
  await page.goto(address)
  expect(await page.content()).not.toContain(key)
  await page.getByRole('button', { name: 'Revoke my <app>' }).click()
  await expect(page.getByRole('row').filter({ hasText: 'my <app>' })).toContainText('revoked')
})

test('a key of a name too long is refused, and the page says why', async ({ page }) => {
  await signIn(page)
  await page.getByLabel('Name').evaluate(input => input.removeAttribute('maxlength'))
  await page.getByLabel('Name').fill('n'.repeat(101))
  await page.getByRole('button', { name: 'Create key' }).click()
  await expect(page.getByRole('alert')).toContainText("Invalid 'name'")
})

test('a map that is pasted says what is wrong with it and whom it would move', async ({ page }) => {
  await signIn(page)
  const map = page.getByLabel('Another map')
  await expect(map).toHaveValue(/"version": 1/)
  await map.fill(
    changedMap(live => ({ ...live, countries: { ...Object(live.countries), VN: ['nrt', 'sin'] } })),
  )
  await page.getByLabel('Suppose down').fill('fra')
  await page.getByRole('button', { name: 'Check' }).click()
  const checked = page.locator('#checked')
  await expect(checked).toContainText('This map is valid; 1 country would begin with another endpoint.')
  await expect(checked.getByRole('row').last()).toHaveText(/sin\s*nrt\s*listed\s*1: VN/)
  await expect(checked).toContainText('If fra were down')
  await page.getByLabel('Another map').fill(changedMap(live => ({ ...live, residency: { DE: 'EU' } })))
  await page.getByRole('button', { name: 'Check' }).click()
  await expect(checked).toContainText('residency.DE')
  await page.getByLabel('Another map').fill('{ "version":')
  await page.getByRole('button', { name: 'Check' }).click()
  await expect(checked).toContainText('not valid JSON')
  await expect(page.getByLabel('Another map')).toHaveValue('{ "version":')
})

test('all of it works without script', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await signIn(page)
  await page.getByRole('button', { name: 'Check' }).click()
  await expect(page.locator('#checked')).toContainText('no country would move')
  await context.close()
})

test('a form of another site is not obeyed', async ({ page, context }) => {
  await signIn(page)
  const [cookie] = await context.cookies()
  const headers = { cookie: `${cookie?.name}=${cookie?.value}`, origin: 'https://evil.example' }
  const form = new URLSearchParams({ name: 'evil', plan: 'pro' })
  const response = await fetch(`${address}/keys`, { method: 'POST', headers, body: form })
  expect(response.status).toBe(403)
  await page.goto(address)
  await expect(page.getByRole('row').filter({ hasText: 'evil' })).toHaveCount(0)
})

for (const width of [360, 768, 1280])
  test(`the page fits a screen of ${width} pixels`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 })
    await signIn(page)
    const answered = page.waitForEvent('load')
    await page.getByRole('button', { name: 'Check' }).click()
    await answered
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
  })

test('nothing on the page breaks its content security policy', async ({ page }) => {
  const complaints: string[] = []
  await signIn(page)
  page.on('console', message => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await page.goto(address)
  await expect(page.frameLocator('iframe').getByText('calls a second')).toBeVisible()
  expect(complaints).toEqual([])
})

test('the page shows no address of a caller, no key and no token', async ({ page }) => {
  await signIn(page)
  const html = await page.content()
  for (const endpoint of world.endpoints) expect(html).not.toContain(endpoint.apiKey)
  expect(html).not.toContain(operatorToken)
})
