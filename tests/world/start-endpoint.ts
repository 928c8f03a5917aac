import type { IncomingMessage, ServerResponse } from 'node:http'
import { answerControl, controlPath } from './endpoint/answer-control'
import type { Behaviour } from './endpoint/behaviour'
import { createFaultTaker } from './endpoint/create-fault-taker'
import { createExchange } from './endpoint/exchange'
import { type RecordedRequest, recordedRequest } from './endpoint/recorded-request'
import { respond } from './endpoint/respond'
import type { RememberedResponse } from './openai/remembered-response'
import { type ProviderName, providers } from './providers/providers'
import { readBody } from './read-body'
import { type LoopbackServer, startLoopbackServer } from './start-loopback-server'

export interface EndpointOptions {
  id: string
  /** An AWS region's name. */
  region: string
  /** The models that are served; undefined serves any. */
  models?: readonly string[] | undefined
  /** Asked for as its provider does, OpenAI by bearer token, `api-key` or `x-api-key`; without it, every caller is let in. */
  apiKey?: string | undefined
  /** Whose API it is; OpenAI's without it. */
  provider?: ProviderName | undefined
  port?: number | undefined
  behaviour?: Behaviour | undefined
}

export interface Endpoint extends LoopbackServer {
  id: string
  region: string
  apiKey: string | undefined
  /** Ends in the base path of its provider's API: `/v1` is OpenAI's. */
  url: string
  /** Assigning replaces all of it. */
  behaviour: Behaviour
  /** The oldest first. */
  requests: RecordedRequest[]
  /** What was made by `POST /v1/responses` and stored, by its id. */
  responses: Map<string, RememberedResponse>
  /** Behaves as at the start, but for these changes. */
  set(changes: Behaviour): void
  /** Forgets the requests and the responses, and behaves as at the start. */
  reset(): void
}

/** Starts an endpoint that answers as its provider's API does, as fast and as faulty as told. */
export async function startEndpoint(options: EndpointOptions): Promise<Endpoint> {
  const { id, region, models, apiKey, behaviour: initial = {} } = options
  const provider = providers[options.provider ?? 'openai']
  const requests: RecordedRequest[] = []
  const responses = new Map<string, RememberedResponse>()
  const takeFault = createFaultTaker()
  let behaviour = copyOf(initial)

  const listener = async (request: IncomingMessage, response: ServerResponse) => {
    const record = recordedRequest(request, await readBody(request))
    if (record.path === controlPath) return answerControl(endpoint, { record, response })
    requests.push(record)
    const exchange = createExchange(request, { response, record })
    const current = { ...behaviour, fault: takeFault(behaviour.fault, record.method) }
    const speaker = { id, region, models, apiKey, provider, words: current.words, responses }
    await respond(speaker, { exchange, record, behaviour: current })
  }

  const server = await startLoopbackServer(listener, { port: options.port })
  const set = (changes: Behaviour) => {
    behaviour = copyOf({ ...initial, ...changes })
  }
  const endpoint: Endpoint = {
    ...server,
    id,
    region,
    apiKey,
    url: `http://127.0.0.1:${server.port}${provider.basePath}`,
    get behaviour() {
      return behaviour
    },
    set behaviour(next) {
      behaviour = copyOf(next)
    },
    requests,
    responses,
    set,
    reset: () => {
      requests.length = 0
      responses.clear()
      set({})
    },
  }
  return endpoint
}

// A fault set anew strikes anew: how often it struck is counted by its identity.
function copyOf(behaviour: Behaviour): Behaviour {
  return behaviour.fault ? { ...behaviour, fault: { ...behaviour.fault } } : { ...behaviour }
}
