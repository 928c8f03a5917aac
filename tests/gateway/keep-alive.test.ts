import { expect, it } from 'vitest'
import { keepAlive } from '@/lib/gateway/keep-alive'

it('a host waits for the work', () => {
  const work = Promise.resolve()
  const waited: unknown[] = []
  keepAlive(work, { after: each => waited.push(each), writeLog: () => expect.unreachable() })
  expect(waited).toEqual([work])
})

it('a host that will not wait is told of in the log, without its words, and costs no answer', () => {
  const logged: unknown[] = []
  const after = () => {
    throw new TypeError('CANARY')
  }
  keepAlive(Promise.resolve(), { after, writeLog: (level, line) => logged.push([level, line]) })
  expect(logged).toMatchObject([['error', { event: 'unexpected-error', name: 'TypeError' }]])
  expect(JSON.stringify(logged)).not.toContain('CANARY')
})
