import fc from 'fast-check'

const text = fc.string({ unit: 'binary', maxLength: 30 })
const id = fc.string({ minLength: 1, maxLength: 8 })
const count = fc.nat(100_000)

const citation = {
  type: 'web_search_result_location',
  cited_text: 'Chào',
  title: 'A',
  url: 'https://example.com/a',
  encrypted_index: 'AA',
}

const textBlock = fc
  .tuple(text, fc.boolean())
  .map(([said, isCited]) => ({ type: 'text', text: said, citations: isCited ? [citation] : null }))

const input = fc.dictionary(
  fc.string({ maxLength: 6 }).map(name => `x${name}`),
  fc.jsonValue({ maxDepth: 2 }),
  { maxKeys: 3, noNullPrototype: true },
)

const toolUse = fc.record({ type: fc.constant('tool_use'), id, name: id, input })

const thinking = fc.record({ type: fc.constant('thinking'), thinking: text, signature: text })

const redacted = fc.record({ type: fc.constant('redacted_thinking'), data: text })

const search = fc.record({ type: fc.constant('server_tool_use'), id, name: fc.constant('web_search'), input })

const found = fc.record({
  type: fc.constant('web_search_tool_result'),
  tool_use_id: id,
  content: fc.constant([]),
})

const usage = fc.record({
  input_tokens: count,
  cache_creation_input_tokens: count,
  cache_read_input_tokens: count,
  output_tokens: count,
  service_tier: fc.constant('standard'),
})

const end = fc.oneof(
  fc
    .constantFrom('end_turn', 'tool_use', 'max_tokens')
    .map(stop_reason => ({ stop_reason, stop_sequence: null })),
  text.map(stop_sequence => ({ stop_reason: 'stop_sequence', stop_sequence })),
)

/** A plain message of one to four blocks. */
export const randomMessage = fc
  .record({
    id,
    model: id,
    content: fc.array(fc.oneof(textBlock, toolUse, thinking, redacted, search, found), {
      minLength: 1,
      maxLength: 4,
    }),
    end,
    usage,
  })
  .map(({ end: how, ...fields }) => ({ ...fields, ...how, type: 'message', role: 'assistant' }))
