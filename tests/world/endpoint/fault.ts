import { z } from 'zod'

const fault = <Kind extends string, Shape extends z.ZodRawShape>(kind: Kind, shape: Shape) =>
  z.strictObject({
    kind: z.literal(kind),
    ...shape,
    /** Strikes so many of the next operations, then no more; without it, all. */
    times: z.int().min(1).optional(),
    /** Strikes HEAD and GET too, not operations only. */
    everything: z.boolean().optional(),
  })

const after = {
  /** How many content events go out before the fault; 0 is after the role only. */
  afterContentEvents: z.int().min(0).optional(),
}

const headerValue = z.union([z.string(), z.array(z.string())])

const answerFaults = z.discriminatedUnion('kind', [
  fault('blackhole', {}),
  fault('reset', {}),
  fault('status', {
    status: z.int().min(200).max(599),
    headers: z.record(z.string(), headerValue).optional(),
    body: z.unknown().optional(),
  }),
  fault('slow-headers', { ms: z.number().min(0) }),
  fault('html', {}),
  fault('empty', {}),
  fault('invalid-json', {}),
  fault('wrong-schema', {}),
  fault('truncated-json', {}),
  fault('error-200', {}),
  fault('json-for-stream', {}),
])

const streamFaults = z.discriminatedUnion('kind', [
  fault('cut', { ...after, how: z.enum(['destroy', 'reset', 'clean-end']) }),
  fault('stall', { ...after, pings: z.boolean().optional() }),
  fault('error-event', after),
  fault('no-done', {}),
  fault('malformed-event', after),
  fault('oversized-event', { bytes: z.int().min(1), ...after }),
  fault('half-event', after),
  fault('never-ending', { everyMs: z.number().min(0).optional() }),
  fault('split', { bytes: z.int().min(1) }),
  fault('drip', { ...after, everyMs: z.number().min(0).optional() }),
])

/** Everything that may go wrong with an endpoint's answers. */
export const faultSchema = z.discriminatedUnion('kind', [answerFaults, streamFaults])

export type AnswerFault = z.infer<typeof answerFaults>
export type StreamFault = z.infer<typeof streamFaults>
export type Fault = AnswerFault | StreamFault

const streamKinds = new Set<string>(streamFaults.options.map(option => option.shape.kind.value))

/** Whether a fault strikes within a stream, and leaves a plain answer whole. */
export function isStreamFault(candidate: Fault): candidate is StreamFault {
  return streamKinds.has(candidate.kind)
}
