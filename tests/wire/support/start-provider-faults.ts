import { type Endpoint, startEndpoint } from '../../world/start-endpoint'
import { type PresetName, presetNames, presets } from './start-providers'
import { type Stand, startStand } from './start-stand'

/**
 * The production build before an endpoint of each provider and `backup`, which speaks as OpenAI does and is tried last. For each
 * preset there are the models `own-…`, which it alone serves, `chat-…`, which `backup` serves too, `lost-…` and `gone-…`, which it
 * lists but does not know, the first of them known to `backup`, and `locked-…`, for which the gateway has a wrong key (the
 * endpoint is `…-locked`) before it asks `backup`.
 */
export type ProviderFaults = Stand & {
  provider(name: PresetName | 'backup'): Endpoint
  /** The upstream keys and addresses that are in what was said or logged. */
  leaks(text: string): string[]
}

/** Starts it. */
export async function startProviderFaults(): Promise<ProviderFaults> {
  const started = new Map<string, Endpoint>()
  const names = [...presetNames, 'backup' as const]
  for (const id of names) {
    const provider = id === 'backup' ? 'openai' : presets[id]
    started.set(
      id,
      await startEndpoint({ id, region: 'us-east-1', provider, apiKey: keyOf(id), models: ['gpt-4.1'] }),
    )
  }
  const find = (name: string) => {
    const endpoint = started.get(name)
    if (endpoint === undefined) throw new Error(`There is no ${name}.`)
    return endpoint
  }
  const rows = presetNames.flatMap(name => rowsOf(name, find(name).url))
  const backup = {
    ...usual('backup', find('backup').url),
    provider: 'openai',
    models: Object.fromEntries(
      presetNames.flatMap(name => ['chat', 'lost', 'locked'].map(kind => [`${kind}-${name}`, 'gpt-4.1'])),
    ),
  }
  const all = Object.fromEntries([...rows, ['backup', backup]])
  const stand = await startStand({
    endpoints: [],
    environment: {
      ...Object.fromEntries(names.map(name => [variableOf(name), keyOf(name)])),
      UPSTREAM_WRONG: wrongKey,
    },
    prepare: ({ edgeConfig }) =>
      edgeConfig.set('regions', { version: 1, endpoints: all, default: Object.keys(all) }),
  })
  const secrets = [
    wrongKey,
    ...[...started].flatMap(([name, { port }]) => [keyOf(name), `127.0.0.1:${port}`]),
  ]
  return {
    ...stand,
    provider: find,
    leaks: text => secrets.filter(secret => text.includes(secret)),
    close: async () => {
      await stand.close()
      for (const endpoint of started.values()) await endpoint.close()
    },
  }
}

const wrongKey = 'sk-WRONG-0123456789abcdef0123456789'

function keyOf(name: string): string {
  return `sk-${name}-0123456789abcdef`
}

function variableOf(name: string): string {
  return `UPSTREAM_${name.toUpperCase().replaceAll('-', '_')}`
}

function usual(name: string, baseUrl: string) {
  return { baseUrl, apiKeyEnv: variableOf(name), region: 'iad1', zone: 'US' }
}

function rowsOf(name: PresetName, baseUrl: string) {
  const row = { ...usual(name, baseUrl), provider: name }
  const known = { [`own-${name}`]: 'gpt-4.1', [`chat-${name}`]: 'gpt-4.1' }
  const unknown = { [`lost-${name}`]: 'no-such-model', [`gone-${name}`]: 'no-such-model' }
  const locked = { ...row, apiKeyEnv: 'UPSTREAM_WRONG', models: { [`locked-${name}`]: 'gpt-4.1' } }
  return [
    [name, { ...row, models: { ...known, ...unknown } }],
    [`${name}-locked`, locked],
  ] as const
}
