/** A small project with faults in it, to prove that a rule sees them. */
export interface Planted {
  rule: string
  /** File name to text. */
  files: Readonly<Record<string, string>>
  /** What the rule must answer, in full; nothing where the files look faulty and are not. */
  found: readonly string[]
}
