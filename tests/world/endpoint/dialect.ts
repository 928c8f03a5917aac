import type { OutgoingHttpHeaders } from 'node:http'
import type { JsonReply } from '../send-json'
import type { Asked } from './asked'

/** How an API says what every one of its paths may have to say. */
export interface Dialect {
  /** Those of each answer. */
  headers(): OutgoingHttpHeaders
  /** The API's own failure with a status. */
  failure(status: number): JsonReply
  /** To a key that is not the endpoint's; undefined is none at all. */
  wrongKey(given: string | undefined): JsonReply
  unknownModel(model: string): JsonReply
  unknownPath(asked: Asked): JsonReply
  wrongMethod(asked: Asked): JsonReply
}
