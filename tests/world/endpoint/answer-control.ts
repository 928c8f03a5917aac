import type { ServerResponse } from 'node:http'
import { z } from 'zod'
import { parseJson } from '../parse-json'
import { sendJson } from '../send-json'
import { type Behaviour, behaviourSchema } from './behaviour'
import type { RecordedRequest } from './recorded-request'

/** The path at which a running endpoint is asked for its counts and told how to behave. */
export const controlPath = '/__world'

const controlSchema = z.strictObject({ behaviour: behaviourSchema })

export interface Controlled {
  id: string
  region: string
  behaviour: Behaviour
  requests: RecordedRequest[]
  openSockets(): number
  set(changes: Behaviour): void
}

/** Answers `GET /__world` with the counts, and `PUT /__world` after it has set the behaviour. */
export function answerControl(
  endpoint: Controlled,
  { record, response }: { record: RecordedRequest; response: ServerResponse },
): void {
  if (record.method === 'PUT') {
    const parsed = controlSchema.safeParse(parseJson(record.bodyText))
    if (!parsed.success) {
      sendJson(response, { status: 400, json: { problems: parsed.error.issues } })
      return
    }
    endpoint.set(parsed.data.behaviour)
  }
  const { id, region, behaviour, requests } = endpoint
  const counts = {
    requests: requests.length,
    operations: requests.filter(({ method }) => method === 'POST').length,
    aborted: requests.filter(({ aborted }) => aborted).length,
    openSockets: endpoint.openSockets(),
  }
  sendJson(response, { status: 200, json: { id, region, ...counts, behaviour } })
}
