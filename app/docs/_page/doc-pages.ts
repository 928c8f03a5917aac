import choosing from '@/app/docs/_text/callers/choosing.md?raw'
import errors from '@/app/docs/_text/callers/errors.md?raw'
import guarantees from '@/app/docs/_text/callers/guarantees.md?raw'
import headers from '@/app/docs/_text/callers/headers.md?raw'
import quickStart from '@/app/docs/_text/callers/quick-start.md?raw'
import benches from '@/app/docs/_text/maintainers/commands.md?raw'
import health from '@/app/docs/_text/maintainers/health.md?raw'
import layers from '@/app/docs/_text/maintainers/layers.md?raw'
import tests from '@/app/docs/_text/maintainers/tests.md?raw'
import cookbook from '@/app/docs/_text/operators/cookbook.md?raw'
import firstDeploy from '@/app/docs/_text/operators/first-deploy.md?raw'
import keys from '@/app/docs/_text/operators/keys-and-plans.md?raw'
import models from '@/app/docs/_text/operators/models.md?raw'
import regionMap from '@/app/docs/_text/operators/region-map.md?raw'
import settings from '@/app/docs/_text/operators/settings.md?raw'
import watching from '@/app/docs/_text/operators/watching.md?raw'
import overview from '@/app/docs/_text/overview.md?raw'

/** One page of the documentation: its path below `/docs`, its name in the list of pages, and its text as Markdown. */
export type DocPage = { readonly path: string; readonly name: string; readonly text: string }

/** The pages by whom they are for. */
export const docPages: readonly { readonly part: string; readonly pages: readonly DocPage[] }[] = [
  { part: 'All', pages: [{ path: '', name: 'Overview', text: overview }] },
  {
    part: 'Callers',
    pages: [
      { path: 'callers/quick-start', name: 'Quick start', text: quickStart },
      { path: 'callers/headers', name: 'Headers', text: headers },
      { path: 'callers/errors', name: 'Errors', text: errors },
      { path: 'callers/guarantees', name: 'Streams, repeats, cache', text: guarantees },
      { path: 'callers/choosing', name: 'Choosing place and model', text: choosing },
    ],
  },
  {
    part: 'Operators',
    pages: [
      { path: 'operators/first-deploy', name: 'First deploy', text: firstDeploy },
      { path: 'operators/settings', name: 'Settings', text: settings },
      { path: 'operators/region-map', name: 'Region map', text: regionMap },
      { path: 'operators/models', name: 'Models', text: models },
      { path: 'operators/keys-and-plans', name: 'Keys and plans', text: keys },
      { path: 'operators/watching', name: 'Watching it', text: watching },
      { path: 'operators/cookbook', name: 'Cookbook', text: cookbook },
    ],
  },
  {
    part: 'Maintainers',
    pages: [
      { path: 'maintainers/layers', name: 'Layers', text: layers },
      { path: 'maintainers/health', name: 'How it decides', text: health },
      { path: 'maintainers/tests', name: 'Tests', text: tests },
      { path: 'maintainers/commands', name: 'Commands', text: benches },
    ],
  },
]

/** The page of an address, and those before and behind it; undefined where there is none. */
export function findDocPage(pathname: string) {
  const all = docPages.flatMap(({ pages }) => pages)
  const path = pathname.replace(/^\/docs\/?/, '').replace(/\/$/, '')
  const at = all.findIndex(page => page.path === path)
  const page = all[at]
  return page && { page, previous: all[at - 1], next: all[at + 1] }
}
