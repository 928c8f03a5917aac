import fc from 'fast-check'

const text = fc.string({ unit: 'binary', maxLength: 30 })

const token = fc.record({
  token: text,
  logprob: fc.integer({ min: -20, max: 0 }),
  bytes: fc.option(fc.array(fc.nat(255), { maxLength: 4 })),
  top_logprobs: fc.array(fc.record({ token: text, logprob: fc.integer({ min: -20, max: 0 }) }), {
    maxLength: 2,
  }),
})

const toolCall = fc.record({
  id: fc.string({ minLength: 1, maxLength: 8 }),
  type: fc.constant('function'),
  function: fc.record({ name: fc.string({ minLength: 1, maxLength: 8 }), arguments: text }),
})

/** A message of an assistant: text, a refusal, calls of tools, or several of them. */
export const randomMessage = fc
  .record({
    content: fc.option(text),
    refusal: fc.option(text),
    tool_calls: fc.option(fc.array(toolCall, { minLength: 1, maxLength: 3 }), { nil: undefined }),
    annotations: fc.option(fc.constant([]), { nil: undefined }),
  })
  .map(({ tool_calls, annotations, ...message }) => ({
    role: 'assistant',
    ...message,
    ...(tool_calls && { tool_calls }),
    ...(annotations && { annotations }),
  }))

const choice = fc.record({
  message: randomMessage,
  logprobs: fc.option(
    fc.record({
      content: fc.option(fc.array(token, { maxLength: 3 })),
      refusal: fc.option(fc.array(token, { maxLength: 3 })),
    }),
  ),
  finish_reason: fc.constantFrom('stop', 'tool_calls', 'length', 'content_filter', 'function_call'),
})

/** A plain chat completion of one to four choices, without its usage. */
export const randomCompletion = fc
  .record({
    id: fc.string({ maxLength: 12 }),
    created: fc.nat(),
    model: fc.string({ maxLength: 12 }),
    system_fingerprint: fc.option(fc.string({ maxLength: 12 })),
    choices: fc.array(choice, { minLength: 1, maxLength: 4 }),
  })
  .map(({ choices, ...rest }) => ({
    ...rest,
    object: 'chat.completion',
    choices: choices.map((each, index) => ({ index, ...each })),
  }))
