type Asked<Question> = { readonly id: number; readonly question: Question }

/** Makes this process a part of a bench: tells that it is ready, answers each question, and ends with whoever started it. */
export function servePart<Question>(
  ready: unknown,
  { answer, close }: { answer?(question: Question): unknown; close?(): Promise<void> | void } = {},
): void {
  process.on('message', async ({ id, question }: Asked<Question>) => {
    try {
      process.send?.({ id, answer: await answer?.(question) })
    } catch (error) {
      process.send?.({ id, error: error instanceof Error ? error.message : String(error) })
    }
  })
  process.once('disconnect', async () => {
    await close?.()
    process.exit()
  })
  process.send?.({ id: 0, answer: ready })
}

/** What whoever started this process has set. */
export function partSettings<Settings>(): Settings {
  return JSON.parse(process.argv.at(-1) ?? '{}')
}
