import { expect, it } from 'vitest'
import { workerConfig } from './worker-config'

it('shows settings as bindings, and quotes what could end a text', () => {
  const config = workerConfig({
    port: '0',
    bindings: { AUTH: 'o"p\\en\n', PATH: '/bin', NODE_ENV: 'production' },
  })
  expect(config).toContain('(name = "AUTH", text = "o\\x22p\\x5cen\\x0a")')
  expect(config).not.toMatch(/PATH|NODE_ENV/)
})
