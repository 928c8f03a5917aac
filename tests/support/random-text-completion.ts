import fc from 'fast-check'

const text = fc.string({ unit: 'binary', maxLength: 30 })

/** A plain completion as it was before there was chat, of one to four texts, without its usage and log probabilities. */
export const randomTextCompletion = fc
  .record({
    id: fc.string({ minLength: 1, maxLength: 12 }),
    created: fc.nat(),
    model: fc.string({ maxLength: 12 }),
    system_fingerprint: fc.option(fc.string({ maxLength: 12 })),
    texts: fc.array(fc.tuple(text, fc.constantFrom('stop', 'length', 'content_filter')), {
      minLength: 1,
      maxLength: 4,
    }),
  })
  .map(({ texts, ...rest }) => ({
    ...rest,
    object: 'text_completion',
    choices: texts.map(([said, finish_reason], index) => ({
      text: said,
      index,
      logprobs: null,
      finish_reason,
    })),
  }))
