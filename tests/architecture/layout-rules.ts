import type { Rule } from './source'

const topLevel = [
  'package.json',
  'package-lock.json',
  'next.config.ts',
  'tsconfig.json',
  'app',
  'lib',
  'middleware.ts',
  'tests',
  'README.md',
  'LICENSE',
  'biome.json',
  'vitest.config.ts',
  'vercel.json',
  'next-env.d.ts',
  'node_modules',
]

const generated = /^(\.next|\.vercel|node_modules|tests\/\.output)\//

export const topLevelIsClosed: Rule = project => {
  const present = new Set(project.map(({ name }) => name.split('/')[0] ?? ''))
  return [...present]
    .filter(name => !topLevel.includes(name) && !name.startsWith('.') && !name.endsWith('.tsbuildinfo'))
    .map(name => `${name} stands at the top level`)
}

export const readmeNamesWhatExists: Rule = project => {
  const names = project.map(({ name }) => name)
  const exists = (path: string) => names.some(name => name === path || name.startsWith(`${path}/`))
  return project
    .filter(({ name }) => name === 'README.md')
    .flatMap(({ text }) =>
      text.split('\n').flatMap((line, index) =>
        pathsIn(line)
          .filter(path => !generated.test(path) && !exists(path))
          .map(path => `README.md:${index + 1} names ${path}, which does not exist`),
      ),
    )
}

/** The project's own paths among what a line sets in backticks; `/v1/models` or `openai/gpt` are none. */
function pathsIn(line: string): string[] {
  return [...line.matchAll(/`([^`]+)`/g)]
    .map(([, quoted = '']) => quoted.replace(/^(\.\/|@\/)|\/$|:\d+$/g, ''))
    .filter(path => /^[\w.[\]-][\w./[\]-]*$/.test(path))
    .filter(path => isOwnFolder(path) || /\/.*\.(tsx?|json|md)$/.test(path) || topLevel.includes(path))
    .filter(path => path.includes('/') || /\.(ts|json|md)$/.test(path))
}

function isOwnFolder(path: string): boolean {
  return /^(lib|app|tests|\.github|\.ci)\//.test(path)
}
