import type { RecordedRequest } from '../../world/endpoint/recorded-request'
import type { Endpoint } from '../../world/start-endpoint'
import { callsOf } from './calls-of'
import { chatBody, type Reply } from './send-to'

/** A prompt that no other test has, so that tests at the same time neither share answers nor count each other's calls. */
export type Topic = {
  readonly content: string
  /** The body of a call that leaves nothing to chance. */
  body(changes?: object): object
  /** The calls about it that endpoints have received. */
  calls(world: { readonly endpoints: readonly Endpoint[] }): RecordedRequest[]
}

let topics = 0

export function newTopic(): Topic {
  const content = `<topic ${++topics}>`
  return {
    content,
    body: changes => chatBody({ messages: [{ role: 'user', content }], temperature: 0, ...changes }),
    calls: ({ endpoints }) => endpoints.flatMap(callsOf).filter(({ bodyText }) => bodyText.includes(content)),
  }
}

/** What became of a call, and what the cache had to do with it: `200 HIT`. */
export function seen({ status, headers }: Reply): string {
  return `${status} ${headers.get('x-cache') ?? 'none'}`
}
