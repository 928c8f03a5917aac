import { answerFunction } from './answer-function'
import { answerInFormat } from './answer-in-format'
import { limitText } from './answer-text'
import type { AnsweredTool } from './call-function'
import { inputItems, itemsTokens, lastSaid } from './input-items'
import { newId } from './new-id'
import type { RememberingSpeaker } from './previous-response'
import type { RememberedResponse } from './remembered-response'
import type { ResponsesRequest } from './responses-request'
import { countTokens } from './tokens'

export interface ResponsesAnswer {
  id: string
  itemId: string
  /** Seconds since 1970. */
  createdAt: number
  text: string
  tool: AnsweredTool | undefined
  /** `incomplete` where the limit of tokens cut the text. */
  status: 'completed' | 'incomplete'
  /** Of what a response that continues this one repeats, without instructions and tools. */
  turnTokens: number
  inputTokens: number
  outputTokens: number
}

interface Continuing {
  previous: RememberedResponse
  speaker: RememberingSpeaker
}

/** What an endpoint answers to a request for a response, before it is written plain or streamed. */
export function responsesAnswer(
  request: ResponsesRequest,
  { previous, speaker }: Continuing,
): ResponsesAnswer {
  const items = inputItems(request)
  const tool = answerFunction(request)
  const format = request.text?.format
  const full = answerInFormat(lastSaid(items), { type: format?.type, schema: format?.schema }, speaker)
  const { text, finishReason } = limitText(full, { maxTokens: request.max_output_tokens })
  const said = previous.tokens + itemsTokens(items)
  const outputTokens = countTokens(tool ? tool.name + tool.arguments : text)
  return {
    id: newId('resp_', 48),
    itemId: newId(tool ? 'fc_' : 'msg_', 48),
    createdAt: Math.floor(Date.now() / 1000),
    text,
    tool,
    status: !tool && finishReason === 'length' ? 'incomplete' : 'completed',
    turnTokens: said + outputTokens,
    inputTokens: said + surroundingTokens(request),
    outputTokens,
  }
}

function surroundingTokens({ instructions, tools }: ResponsesRequest): number {
  return countTokens(instructions ?? '') + (tools?.length ? countTokens(JSON.stringify(tools)) : 0)
}
