type Options = {
  /** Takes whole lines, the last without its line feed. */
  readonly write: (lines: string) => void
  /** Runs a function when what is at hand has been written. */
  readonly whenWritten: (run: () => void) => void
}

/** Writes lines behind the responses, those of several calls at once. `flush` writes what is left at once. */
export function writeLines({ write, whenWritten }: Options) {
  let waiting: string[] = []
  const flush = () => {
    if (waiting.length > 0) write(waiting.join('\n'))
    waiting = []
  }
  const put = (line: string) => {
    if (waiting.length === 0) whenWritten(flush)
    waiting.push(line)
  }
  return { put, flush }
}
