/** What a command gets from the terminal that it is typed into. */
export type Terminal = {
  /** The environment. */
  readonly settings: Readonly<Record<string, string | undefined>>
  /** Writes lines to standard output. */
  print(text: string): void
  /** Reads what is piped in. */
  readInput(): Promise<string>
}

/** Does what the words after the command's name ask for; false where what was looked at is not good. Throws what is to be told. */
export type Command = (words: readonly string[], terminal: Terminal) => Promise<boolean>
