import OpenAI, { type ClientOptions } from 'openai'
import type { Gateway } from '../../world/start-gateway'

type Options = ClientOptions & { readonly path?: string }

/** The official client as an app has it: only its base URL names the gateway, and it tries once unless told otherwise. */
export function createClient(gateway: Gateway, { path = '/v1', ...options }: Options = {}): OpenAI {
  return new OpenAI({ apiKey: 'sk-of-the-caller', baseURL: gateway.url + path, maxRetries: 0, ...options })
}
