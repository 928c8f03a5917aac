import { effectsInProductionOnly } from './effect-rules'
import {
  noDefaultExports,
  noMockedModules,
  noMutedTypeErrors,
  noTestLeftOut,
  noTypeEscapes,
} from './escape-rules'
import {
  appImportsGatewayOnly,
  importsPointLeft,
  libImportsByFullPath,
  storesServeProductionOnly,
} from './layer-rules'
import { readmeNamesWhatExists, topLevelIsClosed } from './layout-rules'
import { lazyIsNotLoadedAtOnce } from './lazy-rules'
import { filesExportTheirName, noVagueNames } from './name-rules'
import { noFrameworkInLib, noNodeModules, vendorsInStoresOnly } from './package-import-rules'
import { dependenciesArePinned, lockfileNamesOneRegistry, nextHasItsFixes } from './package-rules'
import { routesHandOver, routesRunOnTheEdge } from './route-rules'
import {
  mostFilesAreShort,
  mostFunctionsAreShort,
  mostTakeFewParameters,
  noLongFile,
  noLongFunction,
  noManyParameters,
} from './size-rules'
import type { Rule } from './source'

export const rules: Readonly<Record<string, Rule>> = {
  'a lib folder imports itself and what stands to its left': importsPointLeft,
  'lib imports @/lib/folder/file, never by a relative path': libImportsByFullPath,
  'app and middleware import only the gateway': appImportsGatewayOnly,
  'the stores serve lib/gateway/production.ts only': storesServeProductionOnly,
  'lib knows neither next nor react': noFrameworkInLib,
  'vendor clients are known to lib/stores only': vendorsInStoresOnly,
  'nothing that is served imports a module of Node, but the Node server': noNodeModules,
  'clock, chance, environment, timers and network enter in production.ts and the hosts only':
    effectsInProductionOnly,
  'what a file imports when it is asked for is not loaded at once as well': lazyIsNotLoadedAtOnce,
  'no file or folder has a vague name': noVagueNames,
  'a lib file exports what it is named after': filesExportTheirName,
  'no file is longer than 250 lines': noLongFile,
  'the median file is shorter than 60 lines': mostFilesAreShort,
  'no function is longer than 60 lines': noLongFunction,
  '95 % of functions are shorter than 35 lines': mostFunctionsAreShort,
  'no function takes more than 3 parameters': noManyParameters,
  '97 % of functions take at most 2 parameters': mostTakeFewParameters,
  'no any, no non-null assertion, no as but as const': noTypeEscapes,
  'no type error is muted': noMutedTypeErrors,
  'only pages, layouts and the Worker export a default': noDefaultExports,
  'tests mock no modules': noMockedModules,
  'tests leave no test out': noTestLeftOut,
  'the README names only files that exist': readmeNamesWhatExists,
  'every dependency is pinned': dependenciesArePinned,
  'next has its security fixes': nextHasItsFixes,
  'the lockfile takes packages from one registry': lockfileNamesOneRegistry,
  'the top level is closed': topLevelIsClosed,
  'every API route runs on the edge': routesRunOnTheEdge,
  'every API route hands over to one handler': routesHandOver,
}
