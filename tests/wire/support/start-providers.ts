import type { providers } from '../../world/providers/providers'
import { type Endpoint, startEndpoint } from '../../world/start-endpoint'
import type { Gateway } from '../../world/start-gateway'
import { type Stand, startStand } from './start-stand'

/** The presets, by the simulated provider that each of them is for. */
export const presets = {
  openai: 'openai-strict',
  azure: 'azure',
  groq: 'groq',
  together: 'together',
  deepseek: 'deepseek',
  mistral: 'mistral',
  xai: 'xai',
  vllm: 'vllm',
  ollama: 'ollama',
  anthropic: 'anthropic',
  'anthropic-openai': 'anthropic-openai',
  google: 'google',
  'google-openai': 'google-openai',
} as const satisfies Readonly<Record<string, keyof typeof providers>>

export type PresetName = keyof typeof presets

export const presetNames = Object.keys(presets).filter((name): name is PresetName => name in presets)

/** The production build before an endpoint of each provider, every one in the region map by its preset. */
export type ProviderStand = Stand & { readonly gateway: Gateway; provider(name: PresetName): Endpoint }

/** Starts it. An endpoint has its preset's name, serves the models `gpt-4.1` and `thinker` (there `o4-mini`), and wants a key. */
export async function startProviders(models: object = {}): Promise<ProviderStand> {
  const started = new Map<string, Endpoint>()
  for (const name of presetNames)
    started.set(
      name,
      await startEndpoint({ id: name, region: 'us-east-1', provider: presets[name], apiKey: keyOf(name) }),
    )
  const provider = (name: PresetName) => {
    const endpoint = started.get(name)
    if (endpoint === undefined) throw new Error(`There is no ${name}.`)
    return endpoint
  }
  const stand = await startStand({
    endpoints: [],
    environment: Object.fromEntries(presetNames.map(name => [variableOf(name), keyOf(name)])),
    prepare: ({ edgeConfig }) => {
      edgeConfig.set('models', models)
      edgeConfig.set('regions', {
        version: 1,
        endpoints: Object.fromEntries(presetNames.map(name => [name, rowOf(name, provider(name))])),
        default: presetNames,
      })
    },
  })
  return {
    ...stand,
    provider,
    close: async () => {
      await stand.close()
      for (const endpoint of started.values()) await endpoint.close()
    },
  }
}

function keyOf(name: PresetName): string {
  return `key-of-${name}-0123456789`
}

function variableOf(name: PresetName): string {
  return `UPSTREAM_${name.toUpperCase().replaceAll('-', '_')}`
}

function rowOf(name: PresetName, { url }: Endpoint) {
  return {
    provider: name,
    baseUrl: url,
    ...(name !== 'ollama' && { apiKeyEnv: variableOf(name) }),
    region: 'iad1',
    zone: 'US',
    models: { 'gpt-4.1': 'gpt-4.1', thinker: 'o4-mini', 'text-embedding-3-small': 'text-embedding-3-small' },
  }
}
