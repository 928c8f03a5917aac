import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { trimConversation } from '@/lib/models/trim-conversation'
import { messageTokens } from '@/lib/operations/estimate-tokens'

type Message = Readonly<Record<string, unknown>>
type Exchange = readonly Message[]

const text = fc.string({ maxLength: 200 })
const system = fc.record({ role: fc.constantFrom('system', 'developer'), content: text })
const answer = fc.record({ role: fc.constant('assistant'), content: text })
const ids = fc.uniqueArray(fc.integer({ min: 0, max: 9 }).map(String), { minLength: 1, maxLength: 3 })

const user = fc.record({ role: fc.constant('user'), content: text })

/** A round of tools as OpenAI writes it: one message asks, and one for each call answers. */
const openaiTools = fc
  .tuple(ids, text)
  .map(
    ([calls, content]): Exchange => [
      { role: 'assistant', content: null, tool_calls: calls.map(id => ({ id, type: 'function' })) },
      ...calls.map(id => ({ role: 'tool', tool_call_id: id, content })),
    ],
  )

/** The same as Anthropic does: the user's one message answers, and may say more. */
const anthropicTools = fc.tuple(ids, text, fc.boolean()).map(
  ([calls, content, saysMore]): Exchange => [
    { role: 'assistant', content: calls.map(id => ({ type: 'tool_use', id, name: 'f', input: {} })) },
    {
      role: 'user',
      content: [
        ...calls.map(id => ({ type: 'tool_result', tool_use_id: id, content })),
        ...(saysMore ? [{ type: 'text', text: content }] : []),
      ],
    },
  ],
)

const exchangeOf = (tools: fc.Arbitrary<Exchange>): fc.Arbitrary<Exchange> =>
  fc
    .tuple(
      user,
      fc.array(tools, { maxLength: 2 }),
      fc.option(answer, { nil: undefined }),
      fc.option(system, { nil: undefined, freq: 4 }),
    )
    .map(([asks, rounds, says, adds]) => [
      asks,
      ...rounds.flat(),
      ...[says, adds].flatMap(each => each ?? []),
    ])

const conversationOf = (tools: fc.Arbitrary<Exchange>) =>
  fc.record({
    head: fc.array(system, { maxLength: 2 }),
    exchanges: fc.array(exchangeOf(tools), { maxLength: 6 }),
    excess: fc.nat(400),
  })

const isSystem = ({ role }: Message) => role === 'system' || role === 'developer'
const withoutSystem = (messages: readonly Message[]) => messages.filter(each => !isSystem(each))

describe.each([
  ['OpenAI’s', conversationOf(openaiTools)],
  ['Anthropic’s', conversationOf(anthropicTools)],
])('of any conversation in %s form', (_, conversations) => {
  const check = (
    state: (facts: {
      readonly exchanges: readonly Exchange[]
      readonly whole: readonly Message[]
      readonly excess: number
      readonly trimmed: ReturnType<typeof trimConversation>
    }) => void,
  ) =>
    fc.assert(
      fc.property(conversations, ({ head, exchanges, excess }) => {
        const whole = [...head, ...exchanges.flat()]
        state({ exchanges, whole, excess, trimmed: trimConversation(whole, excess) })
      }),
    )

  it('the system’s words stay, and the last two exchanges do', () => {
    check(({ exchanges, whole, trimmed }) => {
      if (trimmed === undefined) return
      expect(trimmed.messages.filter(isSystem)).toEqual(whole.filter(isSystem))
      const kept = new Set(trimmed.messages)
      expect(
        exchanges
          .slice(-2)
          .flat()
          .every(each => kept.has(each)),
      ).toBe(true)
    })
  })

  it('whole exchanges go, the oldest first, so that no call of a tool is parted from its result', () => {
    check(({ exchanges, whole, trimmed }) => {
      if (trimmed === undefined) return
      const ways = exchanges.map((_each, at) => withoutSystem(exchanges.slice(at).flat()))
      expect([...ways, []]).toContainEqual(withoutSystem(trimmed.messages))
      expect(trimmed.dropped).toBe(whole.length - trimmed.messages.length)
    })
  })

  it('enough is saved, and without the last that went it would not be', () => {
    check(({ exchanges, whole, excess, trimmed }) => {
      if (trimmed === undefined) return
      const kept = new Set(trimmed.messages)
      const gone = exchanges
        .map(each => withoutSystem(each).filter(message => !kept.has(message)))
        .filter(each => each.length > 0)
      const tokens = gone.map(each => messageTokens(each))
      const sum = (list: readonly number[]) => list.reduce((all, each) => all + each, 0)
      expect(sum(tokens)).toBeGreaterThanOrEqual(excess)
      if (tokens.length > 0) expect(sum(tokens.slice(0, -1))).toBeLessThan(excess)
      else expect(trimmed.messages).toEqual(whole)
    })
  })

  it('it is given up only where all that may go is too little', () => {
    check(({ exchanges, excess, trimmed }) => {
      const most = exchanges.slice(0, -2).reduce((all, each) => all + messageTokens(withoutSystem(each)), 0)
      expect(trimmed === undefined).toBe(most < excess)
    })
  })
})
