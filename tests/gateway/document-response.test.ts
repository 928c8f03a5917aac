import { expect, it } from 'vitest'
import { documentResponse } from '@/lib/gateway/document-response'

const parts = { title: 'T', head: '<meta name="a">', body: '<main>b</main>', style: 'p{}', script: 'run()' }

it('a document holds its parts, and its policy lets nothing run but its own style and script', async () => {
  const response = await documentResponse(parts)
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
  const html = await response.text()
  expect(html.startsWith('<!doctype html><html lang="en">')).toBe(true)
  for (const part of ['<title>T</title>', '<meta name="a">', '<main>b</main>', '<style>p{}</style>'])
    expect(html).toContain(part)
  expect(html).toContain('<script>run()</script>')
  const policy = response.headers.get('content-security-policy')?.split('; ')
  // printf 'run()' | openssl dgst -sha256 -binary | base64
  expect(policy).toContain("script-src 'sha256-AvyuiL0SD1mVY3NNxR+V2uo+lhk6RMFrytWmRt6CrJQ='")
  expect(policy).toContain("style-src 'sha256-gG2yISYereRMiG2lMXrbiUgi0Ubw9p7QCeWcroOvy9Y='")
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy?.join()).not.toContain('unsafe')
})

it('a document without a script lets none run', async () => {
  const { script: _, ...rest } = parts
  const response = await documentResponse({ ...rest, status: 404 })
  expect(response.status).toBe(404)
  expect(await response.text()).not.toContain('<script')
  expect(response.headers.get('content-security-policy')?.split('; ')).toContain("script-src 'none'")
})
