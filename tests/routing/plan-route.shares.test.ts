import { describe, expect, it } from 'vitest'
import { buildEndpoint } from '../support/build-endpoint'
import { simulatedEdge } from '../support/simulated-edge'

const ids = ['a', 'b', 'c', 'd']
const well = { roundTripMs: 20, takesMs: 400, noise: 0.4 }
const place = { region: 'sin1', zone: 'APAC' }

function edgeOf(weights: readonly number[]) {
  const endpoints = weights.map((weight, at) => buildEndpoint({ ...place, id: ids[at] ?? '?', weight }))
  const services = Object.fromEntries(endpoints.map(({ id }) => [id, well]))
  return simulatedEdge(services, { endpoints })
}

/** Two standard deviations and a half of a share of so many throws. */
const chance = (share: number, count: number) => 2.5 * Math.sqrt((share * (1 - share)) / count)

describe('in one region', () => {
  it.each([[[3, 1]], [[1, 3]], [[50, 25, 25]]])(
    'weights %j share calls so, while all learn from each',
    weights => {
      const made = edgeOf(weights).run(600_000, 100)
      const sum = weights.reduce((total, each) => total + each)
      for (const [at, weight] of weights.entries()) {
        const got = made.filter(({ first }) => first === ids[at]).length / made.length
        const due = weight / sum
        expect(Math.abs(got - due)).toBeLessThan(chance(due, made.length))
      }
    },
  )

  it('what fails loses its share to the others, in the proportion of theirs', () => {
    const edge = edgeOf([2, 3, 1])
    edge.mayTry = false
    edge.services.set('a', { ...well, isFailing: true })
    edge.run(5000, 100)
    const made = edge.run(600_000, 100)
    expect(made.filter(({ first }) => first === 'a').length / made.length).toBeLessThan(0.005)
    expect(made.filter(({ first }) => first === 'b').length / made.length).toBeCloseTo(0.75, 1)
  })
})

describe('a conversation', () => {
  const conversations = Array.from({ length: 300 }, (_, at) => `conversation-${at}`)

  it('keeps its endpoint while others come and go, and comes back to it', () => {
    const edge = edgeOf([2, 2, 2, 2])
    const homes = () => new Map(conversations.map(each => [each, edge.call(each).answered] as const))
    const before = homes()
    expect(new Set(before.values()).size).toBe(4)
    expect(homes()).toEqual(before)

    edge.mayTry = false
    edge.services.set('b', { ...well, isFailing: true })
    for (let at = 0; at < 5; at++) edge.callAt('b')
    const without = homes()
    const moved = conversations.filter(each => without.get(each) !== before.get(each))
    expect(moved).toEqual(conversations.filter(each => before.get(each) === 'b'))
    expect(new Set(moved.map(each => without.get(each)))).toEqual(new Set(['a', 'c', 'd']))

    edge.services.set('b', well)
    edge.now += 60_000
    edge.mayTry = true
    for (let at = 0; at < 2; at++) edge.call()
    edge.now += 60_000
    expect(homes()).toEqual(before)
  })
})
