import fc from 'fast-check'

const text = fc.string({ unit: 'binary', maxLength: 30 })
const id = fc.string({ minLength: 1, maxLength: 8 })
const count = fc.nat(100_000)

const outputText = fc.tuple(text, fc.boolean()).map(([said, isCited]) => ({
  type: 'output_text',
  text: said,
  annotations: isCited
    ? [{ type: 'url_citation', start_index: 0, end_index: 1, title: 'A', url: 'https://example.com/a' }]
    : [],
  logprobs: [],
}))

const refusal = text.map(said => ({ type: 'refusal', refusal: said }))

const message = fc.record({
  id,
  type: fc.constant('message'),
  status: fc.constant('completed'),
  role: fc.constant('assistant'),
  content: fc.array(fc.oneof(outputText, refusal), { minLength: 1, maxLength: 3 }),
})

const functionCall = fc.record({
  id,
  type: fc.constant('function_call'),
  status: fc.constant('completed'),
  call_id: id,
  name: id,
  arguments: text,
})

const reasoning = fc.record({
  id,
  type: fc.constant('reasoning'),
  summary: fc.array(
    text.map(said => ({ type: 'summary_text', text: said })),
    { maxLength: 2 },
  ),
  encrypted_content: fc.option(text),
})

const webSearch = fc.record({
  id,
  type: fc.constant('web_search_call'),
  status: fc.constant('completed'),
  action: fc.record({ type: fc.constant('search'), query: text }),
})

const customCall = fc.record({
  id,
  type: fc.constant('custom_tool_call'),
  call_id: id,
  name: id,
  input: text,
})

const usage = fc.tuple(count, count).map(([input_tokens, output_tokens]) => ({
  input_tokens,
  input_tokens_details: { cached_tokens: Math.floor(input_tokens / 2) },
  output_tokens,
  output_tokens_details: { reasoning_tokens: Math.floor(output_tokens / 3) },
  total_tokens: input_tokens + output_tokens,
}))

/** A plain response that is whole, of one to four items. */
export const randomResponse = fc
  .record({
    id,
    created_at: fc.nat(),
    model: id,
    output: fc.array(fc.oneof(message, functionCall, reasoning, webSearch, customCall), {
      minLength: 1,
      maxLength: 4,
    }),
    usage,
    instructions: fc.option(text),
  })
  .map(fields => ({
    ...fields,
    object: 'response',
    status: 'completed',
    error: null,
    incomplete_details: null,
    metadata: {},
    parallel_tool_calls: true,
    temperature: 0,
    tool_choice: 'auto',
    tools: [],
    top_p: 1,
  }))
