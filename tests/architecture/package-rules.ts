import { z } from 'zod'
import type { Rule, Source } from './source'

const versions = z.record(z.string(), z.string()).default({})
const manifest = z.object({
  dependencies: versions,
  devDependencies: versions,
  optionalDependencies: versions,
  peerDependencies: versions,
})
const lockfile = z.object({
  packages: z.record(z.string(), z.object({ resolved: z.string().optional(), link: z.boolean().optional() })),
})

const exact = /^\d+\.\d+\.\d+(-[\w.-]+)?$/
const registry = 'https://registry.npmjs.org/'
// The first release with every security fix of this line.
const leastNext = '16.3.8'

export const dependenciesArePinned: Rule = project =>
  dependenciesOf(project)
    .filter(([, version]) => !exact.test(version))
    .map(([name, version]) => `package.json takes ${name} at ${version}`)

export const nextHasItsFixes: Rule = project =>
  dependenciesOf(project)
    .filter(([name, version]) => name === 'next' && compare(version, leastNext) < 0)
    .map(([, version]) => `next ${version} is older than ${leastNext}`)

export const lockfileNamesOneRegistry: Rule = project => {
  const text = textOf(project, 'package-lock.json')
  if (text === undefined) return ['package-lock.json is missing']
  return Object.entries(lockfile.parse(JSON.parse(text)).packages)
    .filter(([, { resolved, link }]) => link || (resolved !== undefined && !resolved.startsWith(registry)))
    .map(([name, { resolved }]) => `package-lock.json takes ${name} from ${resolved}`)
}

function dependenciesOf(project: readonly Source[]): [string, string][] {
  const text = textOf(project, 'package.json')
  return text === undefined
    ? []
    : Object.values(manifest.parse(JSON.parse(text))).flatMap(Object.entries<string>)
}

function textOf(project: readonly Source[], wanted: string): string | undefined {
  return project.find(({ name }) => name === wanted)?.text
}

function compare(left: string, right: string): number {
  return left.localeCompare(right, 'en', { numeric: true })
}
