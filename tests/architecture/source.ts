/** A file of the project: its path from the root, with forward slashes, and what it says. */
export interface Source {
  name: string
  text: string
}

/** A rule answers one line for each place that breaks it. */
export type Rule = (project: readonly Source[]) => string[]

const code = /\.tsx?$/

export const isCode = ({ name }: Source): boolean => code.test(name)

export const isLib = (source: Source): boolean => source.name.startsWith('lib/') && isCode(source)

export const isApp = (source: Source): boolean =>
  (source.name.startsWith('app/') && isCode(source)) || source.name === 'middleware.ts'

/** What operators run on their own machines: it reads files and settings, and nobody imports it. */
export const isCommand = (source: Source): boolean => source.name.startsWith('lib/commands/')

/** What serves the gateway where the framework does not. */
export const isHost = (source: Source): boolean => source.name.startsWith('lib/hosts/') && isCode(source)

/** What is deployed, as against what tests it. */
export const isServed = (source: Source): boolean => (isLib(source) && !isCommand(source)) || isApp(source)

export const isTest = (source: Source): boolean => source.name.startsWith('tests/') && isCode(source)
