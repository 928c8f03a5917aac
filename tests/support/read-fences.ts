import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** One example of the documentation: where it stands, in which language, and what the fence says beside that. */
export type Fence = {
  readonly place: string
  readonly file: string
  /** The heading above it. */
  readonly heading: string
  readonly language: string
  readonly marks: readonly string[]
  readonly text: string
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = 'app/docs/_text'

/** The texts of the documentation and the README, by their paths. */
export function readDocs(): ReadonlyMap<string, string> {
  const pages = readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' })
  const files = [
    ...pages.filter(name => name.endsWith('.md')).map(name => `${folder}/${name}`),
    'README.md',
  ].sort()
  return new Map(files.map(file => [file, readFileSync(`${root}/${file}`, 'utf8')]))
}

/** The addresses of the pages: where the text lies is where the page is. */
export function docAddresses(): readonly string[] {
  return [...readDocs().keys()]
    .filter(file => file !== 'README.md')
    .map(file => `/docs${file.slice(folder.length, -'.md'.length)}`.replace(/\/overview$/, ''))
}

/** Every example that has a language. */
export function readFences(): readonly Fence[] {
  return [...readDocs()].flatMap(([file, text]) =>
    [...text.matchAll(/^```(\w+)([^\n]*)\n(.*?)^```$/gms)].map(
      ([, language = '', marks = '', code = ''], at) => ({
        place: `${file}, example ${at + 1}`,
        file,
        heading: headingAbove(text, code),
        language,
        marks: marks.split(' ').filter(mark => mark !== ''),
        text: code,
      }),
    ),
  )
}

function headingAbove(text: string, code: string): string {
  const before = text.slice(0, text.indexOf(code))
  return [...before.matchAll(/^#+ (.*)$/gm)].at(-1)?.[1] ?? ''
}
