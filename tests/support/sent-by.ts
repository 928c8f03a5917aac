import type { Dialect } from '@/lib/translation/thinking-options'
import { geminiAnswer } from './gemini-answer'
import { messageAnswer } from './message-answer'
import { type Translated, translate } from './translate'

/** The one request that a chat completion comes to at an endpoint that answers with a greeting. */
export async function sentBy(
  request: Readonly<Record<string, unknown>>,
  dialect: Dialect,
  model?: string,
): Promise<Translated> {
  const answer = dialect === 'anthropic' ? messageAnswer : geminiAnswer
  const { sent, response } = translate(
    request,
    dialect,
    () => Response.json(answer()),
    model ? { model } : {},
  )
  await response
  const [only, ...others] = sent
  if (only === undefined || others.length > 0) throw new Error(`There were ${sent.length} requests.`)
  return only
}
