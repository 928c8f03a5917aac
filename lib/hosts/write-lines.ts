type Options = {
  /** Takes whole lines. */
  readonly write: (lines: string) => void
  /** Runs a function when what is at hand has been written. */
  readonly whenWritten: (run: () => void) => void
}

/** Writes lines behind the responses, those of several calls at once. `flush` writes what is left at once. */
export function writeLines({ write, whenWritten }: Options) {
  let waiting = ''
  const flush = () => {
    if (waiting !== '') write(waiting)
    waiting = ''
  }
  const put = (line: string) => {
    if (waiting === '') whenWritten(flush)
    waiting += `${line}\n`
  }
  return { put, flush }
}
