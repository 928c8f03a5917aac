/** The models of the measurement: one answers shortly, the other with more than Redis takes where there is object storage. */
export const benchModels = { short: 'bench-short', long: 'bench-long' } as const

/** How many words each one answers with: about 300 and 90,000 characters. */
export const answerWords = { short: 50, long: 10_000 } as const

const longEvery = 20

/** Whether a prompt is one of those with a long answer; not the most frequent one, and the same in every set-up. */
export function isLong(prompt: number): boolean {
  return prompt % longEvery === longEvery - 1
}

/** The body of a call with a prompt, known by its rank. */
export function promptBody(prompt: number): string {
  const model = isLong(prompt) ? benchModels.long : benchModels.short
  const content = `Prompt ${prompt}. ${'Please tell me all that you know about it. '.repeat(4)}`
  return JSON.stringify({ model, messages: [{ role: 'user', content }] })
}
