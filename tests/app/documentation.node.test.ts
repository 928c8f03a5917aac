import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { docPages } from '@/app/docs/_page/doc-pages'
import { renderMarkdown } from '@/app/docs/_page/render-markdown'
import { newKey } from '@/lib/access/new-key'
import { parsePlans } from '@/lib/access/parse-plans'
import { regionMapSchema } from '@/lib/commands/region-map-schema'
import { allowedHeaders, exposedHeaders } from '@/lib/gateway/cors-headers'
import { parseEnvironment } from '@/lib/gateway/environment'
import { publicAnswers } from '@/lib/gateway/public-answers'
import type { CatalogueModel, Task } from '@/lib/models/catalogue'
import { parseModels } from '@/lib/models/parse-models'
import { errorCodes } from '@/lib/openai/api-error'
import { operations } from '@/lib/operations/operations'
import { parseRegionMap } from '@/lib/regions/parse-region-map'
import { providers } from '@/lib/regions/providers'
import { endpointFields } from '@/lib/regions/unknown-fields'
import { parseNotices } from '@/lib/status/parse-notices'
import { readmeNamesWhatExists } from '../architecture/layout-rules'
import { readProject } from '../architecture/read-project'
import { docAddresses, type Fence, readFences } from '../support/read-fences'
import { gatewayHost } from '../world/gateway-host'
import { workerConfig } from '../world/worker-config'

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')
const pages = docPages.flatMap(({ pages: some }) => some)
const all = pages.map(({ text }) => text).join('\n')

/** What is told of other hosts, beside their code. */
const hostsPage = readFileSync(`${root}/lib/hosts/hosts.md`, 'utf8')

const textOf = (path: string) => pages.find(page => page.path === path)?.text ?? ''

/** The names that a text does not have in backticks, alone or at the beginning of what stands in them; examples do not count. */
function untold(names: Iterable<string>, text = all): readonly string[] {
  const prose = text.replaceAll(/^```.*?^```$/gms, '')
  const quoted = [...prose.matchAll(/`([^`]+)`/g)].map(([, inside = '']) => inside)
  return [...names].filter(name => !quoted.some(each => each === name || each.startsWith(`${name} `)))
}

/** Every variable that the settings are read from. */
function settingNames(): readonly string[] {
  const names = new Set<string>()
  const recorder = new Proxy<Record<string, string | undefined>>(
    {},
    {
      get: (_, name) => {
        names.add(String(name))
        return undefined
      },
    },
  )
  parseEnvironment(recorder)
  return [...names]
}

const modelFields = {
  price: true,
  contextWindow: true,
  maxOutputTokens: true,
  fallbacks: true,
  cacheTtlSeconds: true,
  quality: true,
  speed: true,
  abilities: true,
} satisfies Record<keyof CatalogueModel, true>

const taskFields = {
  model: true,
  maxTokens: true,
  temperature: true,
  priority: true,
} satisfies Record<Exclude<keyof Task, 'id'>, true>

describe('the documentation tells', () => {
  it('every setting', () => {
    expect(settingNames()).toContain('MAX_CALLS_IN_FLIGHT')
    expect(settingNames().length).toBeGreaterThan(30)
    expect(untold(settingNames(), textOf('operators/settings'))).toEqual([])
  })

  it('every error code, with its status', () => {
    const text = textOf('callers/errors')
    expect(untold(Object.keys(errorCodes), text)).toEqual([])
    for (const [code, [status]] of Object.entries(errorCodes))
      if (status !== 200) expect(text).toContain(`| ${status} | \`${code}\` |`)
  })

  it('every header that a caller may send or is told by', () => {
    expect(
      untold(
        [...allowedHeaders, ...exposedHeaders].filter(name => name !== 'content-type'),
        textOf('callers/headers'),
      ),
    ).toEqual([])
  })

  it('every section of a region map, and every field of an endpoint and its probe', () => {
    const text = textOf('operators/region-map')
    const { properties } = JSON.parse(JSON.stringify(regionMapSchema()))
    const { probe } = properties.endpoints.additionalProperties.properties
    expect(
      untold([...Object.keys(properties), ...endpointFields, ...Object.keys(probe.properties)], text),
    ).toEqual([])
  })

  it('every field of plans, keys, models and tasks', () => {
    const plan = parsePlans({ team: {} }).value?.get('team') ?? {}
    const { name: _, ...fields } = { name: '', ...plan }
    const keys = textOf('operators/keys-and-plans')
    expect(Object.keys(fields).length).toBeGreaterThan(15)
    expect(untold([...Object.keys(fields), ...Object.keys(newKey.shape)], keys)).toEqual([])
    expect(untold(Object.keys({ ...modelFields, ...taskFields }), textOf('operators/models'))).toEqual([])
  })

  it('every provider, operation and command', () => {
    expect(untold(providers.keys(), textOf('operators/models'))).toEqual([])
    expect(
      untold(
        operations.map(({ method, path }) => `${method} /v1${path}`),
        textOf('callers/quick-start'),
      ),
    ).toEqual([])
    const { scripts } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'))
    const written = Object.keys(scripts).map(name =>
      ['start', 'test'].includes(name) ? `npm ${name}` : `npm run ${name}`,
    )
    expect(untold(written, textOf('maintainers/commands'))).toEqual([])
  })
})

describe('the pages', () => {
  const rendered = new Map(
    pages.map(({ path, text }) => [path === '' ? '/docs' : `/docs/${path}`, renderMarkdown(text)]),
  )

  it('have one title each, and anchors of their own', () => {
    for (const [path, { html, headings }] of rendered) {
      expect([path, html.match(/<h1>/g)?.length]).toEqual([path, 1])
      const ids = headings.map(({ id }) => id)
      expect([path, new Set(ids).size]).toEqual([path, ids.length])
    }
  })

  it('link to what is there', () => {
    const elsewhere = ['/', '/api/openapi.json']
    const broken = [...rendered].flatMap(([path, { html }]) =>
      [...html.matchAll(/href="([^"]*)"/g)].flatMap(([, href = '']) => {
        const [target = '', anchor] = href.split('#')
        const page = rendered.get(target === '' ? path : target)
        if (page === undefined) return elsewhere.includes(target) ? [] : [`${path}: ${href}`]
        return anchor === undefined || page.headings.some(({ id }) => id === anchor)
          ? []
          : [`${path}: ${href}`]
      }),
    )
    expect(broken).toEqual([])
  })

  it('name only files that exist', () => {
    const project = readProject(root).filter(({ name }) => name !== 'README.md')
    for (const text of [all, hostsPage])
      expect(readmeNamesWhatExists([...project, { name: 'README.md', text }])).toEqual([])
  })

  it('are all that there are, each where its text lies', () => {
    expect(docAddresses().toSorted()).toEqual([...rendered.keys()].toSorted())
  })
})

describe('the page of other hosts', () => {
  it('configures a Worker by the module that is built, as it is tested, with settings that exist', () => {
    const [, jsonc = ''] = /^```jsonc\n(.*?)^```$/ms.exec(hostsPage) ?? []
    const config = JSON.parse(jsonc.replaceAll(/^\s*\/\/.*$/gm, ''))
    expect(config.main).toBe(gatewayHost('worker').built)
    expect(workerConfig({ port: '0', bindings: {} })).toContain(`"${config.compatibility_date}"`)
    expect(Object.keys(config.vars).filter(name => !settingNames().includes(name))).toEqual([])
  })

  it('names settings that exist, and hosts’ own', () => {
    const [...named] = hostsPage.matchAll(/`([A-Z][A-Z0-9]*_[A-Z0-9_]+)(?:=\S*)?`/g)
    const unknown = named.flatMap(([, name = '']) => (settingNames().includes(name) ? [] : name))
    expect([...new Set(unknown)]).toEqual(['FASTLY_POP'])
  })
})

// What stands in the README has no mark, but a heading.
const kindsInReadme: Readonly<Record<string, string>> = {
  'The region map': 'region-map',
  Models: 'models',
  'Keys, tokens and plans': 'plans',
}

const parsers: Readonly<Record<string, (value: unknown) => unknown>> = {
  'region-map': value => parseRegionMap(value).problems,
  models: value => parseModels(value).problems,
  plans: value => parsePlans(value).problems,
  notices: value => parseNotices(value).problems,
  Route: value => publicAnswers.Route.safeParse(value).error?.issues ?? [],
  Error: value => {
    const { error } = JSON.parse(JSON.stringify(value))
    return error.code in errorCodes && error.message && error.type ? [] : ['no error of ours']
  },
}

function kindOf({ file, heading, marks }: Fence): string {
  return marks[0] ?? (file === 'README.md' ? kindsInReadme[heading] : undefined) ?? 'without a mark'
}

describe('an example in JSON', () => {
  const examples = readFences().filter(({ language }) => language === 'json')

  it.each(examples.map(fence => [fence.place, fence] as const))('is what it says: %s', (_, fence) => {
    const parse = parsers[kindOf(fence)]
    expect(parse?.(JSON.parse(fence.text))).toEqual([])
  })

  it('is there for every document of the operator’s', () => {
    expect(examples.map(kindOf)).toEqual(
      expect.arrayContaining(['region-map', 'models', 'plans', 'notices', 'Route']),
    )
  })
})

it('an example is in a language that a test runs', () => {
  const languages = new Set(readFences().map(({ language }) => language))
  expect([...languages].toSorted()).toEqual(['json', 'sh', 'ts'])
})
