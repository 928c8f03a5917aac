import type { IncomingMessage, ServerResponse } from 'node:http'
import { answerControl, controlPath } from './endpoint/answer-control'
import type { Behaviour } from './endpoint/behaviour'
import { createFaultTaker } from './endpoint/create-fault-taker'
import { createExchange } from './endpoint/exchange'
import { type RecordedRequest, recordedRequest } from './endpoint/recorded-request'
import { respond } from './endpoint/respond'
import { readBody } from './read-body'
import { type LoopbackServer, startLoopbackServer } from './start-loopback-server'

export interface EndpointOptions {
  id: string
  /** An AWS region's name. */
  region: string
  /** The models that are served; undefined serves any. */
  models?: readonly string[] | undefined
  /** Asked for as bearer token or `api-key`; without it, every caller is let in. */
  apiKey?: string | undefined
  port?: number | undefined
  behaviour?: Behaviour | undefined
}

export interface Endpoint extends LoopbackServer {
  id: string
  region: string
  apiKey: string | undefined
  /** Ends in `/v1`. */
  url: string
  /** Assigning replaces all of it. */
  behaviour: Behaviour
  /** The oldest first. */
  requests: RecordedRequest[]
  /** Behaves as at the start, but for these changes. */
  set(changes: Behaviour): void
  /** Forgets the requests and behaves as at the start. */
  reset(): void
}

/** Starts an endpoint that answers as OpenAI's API does, as fast and as faulty as told. */
export async function startEndpoint(options: EndpointOptions): Promise<Endpoint> {
  const { id, region, models, apiKey, behaviour: initial = {} } = options
  const requests: RecordedRequest[] = []
  const takeFault = createFaultTaker()
  let behaviour = copyOf(initial)

  const listener = async (request: IncomingMessage, response: ServerResponse) => {
    const record = recordedRequest(request, await readBody(request))
    if (record.path === controlPath) return answerControl(endpoint, { record, response })
    requests.push(record)
    const exchange = createExchange(request, { response, record })
    const current = { ...behaviour, fault: takeFault(behaviour.fault, record.method) }
    const speaker = { id, region, models, apiKey, words: current.words }
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
    url: `http://127.0.0.1:${server.port}/v1`,
    get behaviour() {
      return behaviour
    },
    set behaviour(next) {
      behaviour = copyOf(next)
    },
    requests,
    set,
    reset: () => {
      requests.length = 0
      set({})
    },
  }
  return endpoint
}

// A fault set anew strikes anew: how often it struck is counted by its identity.
function copyOf(behaviour: Behaviour): Behaviour {
  return behaviour.fault ? { ...behaviour, fault: { ...behaviour.fault } } : { ...behaviour }
}
