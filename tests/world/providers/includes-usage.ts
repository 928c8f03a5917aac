import { isRecord } from '../is-record'
import type { JsonObject } from './json-object'

/** Whether a request asks for the usage of its stream. */
export function includesUsage({ stream_options }: JsonObject): boolean {
  return isRecord(stream_options) && stream_options.include_usage === true
}
