/** Writes one structured line. Values are ids, sizes, codes and durations: never a prompt, a key or an error's text. */
export type WriteLog = (level: 'info' | 'warn' | 'error', line: Readonly<Record<string, unknown>>) => void
