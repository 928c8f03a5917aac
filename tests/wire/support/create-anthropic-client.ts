import Anthropic, { type ClientOptions } from '@anthropic-ai/sdk'
import type { Gateway } from '../../world/start-gateway'

type Options = Omit<ClientOptions, 'baseURL'> & { readonly path?: string }

/** Anthropic's official client as an app has it: only its base URL names the gateway, and it tries once unless told otherwise. */
export function createAnthropicClient(gateway: Gateway, { path = '', ...options }: Options = {}): Anthropic {
  return new Anthropic({ apiKey: 'sk-of-the-caller', baseURL: gateway.url + path, maxRetries: 0, ...options })
}
