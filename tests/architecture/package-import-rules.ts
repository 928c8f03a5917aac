import { isBuiltin } from 'node:module'
import { importsOf } from './imports-of'
import { isLib, isServed, type Rule, type Source } from './source'

const framework = /^(next|react|react-dom)(\/|$)/
const vendor = /^(@vercel\/|@upstash\/|aws4fetch(\/|$))/

export const noFrameworkInLib: Rule = project => refuse(project.filter(isLib), name => framework.test(name))

export const vendorsInStoresOnly: Rule = project =>
  refuse(
    project.filter(isServed).filter(({ name }) => !name.startsWith('lib/stores/')),
    name => vendor.test(name),
  )

// The Node server is made of these, and nothing of it runs elsewhere.
const nodeHost = /^lib\/hosts\/(create-)?node-/

export const noNodeModules: Rule = project =>
  refuse(
    project.filter(isServed).filter(({ name }) => !nodeHost.test(name)),
    isBuiltin,
  )

function refuse(sources: readonly Source[], isRefused: (specifier: string) => boolean): string[] {
  return sources.flatMap(source =>
    importsOf(source).flatMap(({ specifier, place }) =>
      specifier !== undefined && isRefused(specifier) ? [`${place} imports ${specifier}`] : [],
    ),
  )
}
