import { expect, it } from 'vitest'
import { production } from '@/lib/gateway/production'

it('an isolate keeps what it learns, and each request brings its own background', () => {
  const one = production(() => {})
  const other = production(() => {})
  expect(other.health).toBe(one.health)
  expect(other.regionMap).toBe(one.regionMap)
  expect(other.background).not.toBe(one.background)
})

it('what a host knows of one caller is not told of the next', () => {
  const one = production(() => {}, { connection: { ip: '192.0.2.1' } })
  expect(one.environment.geo.connection).toEqual({ ip: '192.0.2.1' })
  expect(one.health).toBe(production(() => {}).health)
  expect(production(() => {}).environment.geo.connection).toBeUndefined()
})

it('a timer that is cancelled does not ring', async () => {
  const { startTimer } = production(() => {}).effects
  const rung: string[] = []
  await new Promise<void>(resolve => {
    startTimer(0, () => rung.push('cancelled'))()
    startTimer(0, resolve)
  })
  expect(rung).toEqual([])
})

it('without settings the bundled map is in force, and no health is shared', async () => {
  const { regionMap, board, environment } = production(() => {})
  expect((await regionMap.current()).source).toBe('bundled')
  expect(board).toBeUndefined()
  expect(environment.problems).toEqual([])
})
