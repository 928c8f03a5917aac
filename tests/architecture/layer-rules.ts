import { posix } from 'node:path'
import { type Import, importsOf } from './imports-of'
import { isApp, isHost, isLib, isServed, type Rule, type Source } from './source'

const layers = [
  'geo',
  'openai',
  'operations',
  'regions',
  'models',
  'health',
  'routing',
  'access',
  'usage',
  'cache',
  'telemetry',
  'status',
  'translation',
  'upstream',
  'stores',
  'gateway',
  'hosts',
  'commands',
]

const folderFile = /^@\/lib\/([^/]+)\/[^/]+$/

export const importsPointLeft: Rule = project =>
  project.filter(isLib).flatMap(source => {
    const layer = layers.indexOf(folderOf(source))
    if (layer < 0) return [`${source.name} stands in none of the layers ${layers.join(', ')}`]
    return refuse(source, ({ specifier = '' }) => {
      const imported = folderFile.exec(specifier)?.[1]
      if (imported === undefined) return undefined
      if (!layers.includes(imported)) return `imports ${specifier}, which is no layer`
      return layers.indexOf(imported) > layer ? `imports ${specifier}, which stands to its right` : undefined
    })
  })

export const libImportsByFullPath: Rule = project =>
  project.filter(isLib).flatMap(source =>
    refuse(source, ({ specifier }) => {
      if (specifier === undefined) return 'imports a computed path'
      const isLocal = /^[./#~]/.test(specifier) || specifier.startsWith('@/')
      // A host stands in place of the framework, whose route files take the pages from there.
      const isPage = isHost(source) && specifier.startsWith('@/app/')
      return isLocal && !isPage && !folderFile.test(specifier)
        ? `imports ${specifier}, not @/lib/folder/file`
        : undefined
    }),
  )

export const appImportsGatewayOnly: Rule = project =>
  project.filter(isApp).flatMap(source =>
    refuse(source, ({ specifier }) => {
      if (specifier === undefined) return 'imports a computed path'
      const target = localTarget(source, specifier)
      if (target === undefined || /^(lib\/gateway\/|app\/|middleware$)/.test(target)) return undefined
      return `imports ${specifier}, not @/lib/gateway`
    }),
  )

export const storesServeProductionOnly: Rule = project =>
  project
    .filter(isServed)
    .filter(({ name }) => name !== 'lib/gateway/production.ts' && !name.startsWith('lib/stores/'))
    .flatMap(source =>
      refuse(source, ({ specifier = '' }) =>
        localTarget(source, specifier)?.startsWith('lib/stores/') ? `imports ${specifier}` : undefined,
      ),
    )

function folderOf({ name }: Source): string {
  const [, folder = '', file] = name.split('/')
  return file === undefined ? '' : folder
}

/** The path from the root that a specifier of this project means; undefined for a package. */
function localTarget({ name }: Source, specifier: string): string | undefined {
  if (specifier.startsWith('@/')) return posix.normalize(specifier.slice(2))
  return specifier.startsWith('.') ? posix.join(posix.dirname(name), specifier) : undefined
}

function refuse(source: Source, fault: (imported: Import) => string | undefined): string[] {
  return importsOf(source).flatMap(imported => {
    const reason = fault(imported)
    return reason === undefined ? [] : [`${imported.place} ${reason}`]
  })
}
