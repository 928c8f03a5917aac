import { operationCases } from './operation-cases'

/** The operations whose answers can be streamed. */
export const streamedCases = operationCases.flatMap(({ stream, ...rest }) =>
  stream === undefined ? [] : [{ ...rest, stream }],
)
