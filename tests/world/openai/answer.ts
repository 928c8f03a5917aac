import type { JsonReply } from '../send-json'
import type { StreamPlan } from './stream-plan'

/** What an operation answers: always the plain reply, and the stream where one was asked for. */
export interface Answer extends JsonReply {
  stream?: StreamPlan
  /** How many pieces the answer has, so that a plain one takes as long to make as a streamed one. */
  pieces?: number
}
