import { answerText, type Speaker } from './answer-text'
import { jsonForSchema } from './json-for-schema'

export interface AnswerFormat {
  /** `json_object` and `json_schema` answer JSON, any other words. */
  type: string | undefined
  schema: unknown
}

/** What an endpoint says to a text, as JSON where the format asks for it. */
export function answerInFormat(said: string, { type, schema }: AnswerFormat, speaker: Speaker): string {
  if (type === 'json_object') {
    return JSON.stringify({ endpoint: speaker.id, region: speaker.region, said })
  }
  if (type === 'json_schema') return JSON.stringify(jsonForSchema(schema))
  return answerText(said, speaker)
}
