import { bare } from './bare'
import { counted } from './counted'
import { fromDialect } from './from-dialect'
import { mapEvents } from './map-events'
import { extraFields, type FieldProblem } from './mistral-fields'
import type { ProviderAnswer } from './provider'
import { usageAtEnd } from './usage-at-end'

/** Mistral: docs.mistral.ai/api, which takes no field that it does not name. */
export const mistral = fromDialect({
  basePath: '/v1',
  operations: ['/chat/completions', '/embeddings'],
  wrongKey: () => ({ status: 401, json: { detail: 'Unauthorized' } }),
  // The words of the Kong that stands before it.
  unknownPath: () => ({ status: 404, json: { message: 'no Route matched with those values' } }),
  unknownModel: model =>
    refusal(400, { message: `Invalid model: ${model}`, type: 'invalid_model', code: '1500' }),
  failed: ({ message, param }) =>
    invalid([{ type: 'missing', loc: ['body', param ?? ''], msg: message, input: {} }]),
  refuse: call => {
    const problems = extraFields(call)
    return problems.length > 0 ? invalid(problems) : undefined
  },
  plain: json => ({ ...bare(json), usage: counted(json.usage) }),
  stream: (plan, { usage }) => usageAtEnd(mapEvents(plan, bare), counted(usage)),
})

function refusal(
  status: number,
  said: { message: unknown; type: string; code: string | null },
): ProviderAnswer {
  return { status, json: { object: 'error', ...said, param: null } }
}

function invalid(detail: FieldProblem[]): ProviderAnswer {
  return refusal(422, { message: { detail }, type: 'invalid_request_error', code: null })
}
