import { z } from 'zod'
import { faultSchema } from './fault'

const milliseconds = z.number().min(0)

/** What an endpoint's behaviour may be when it is set over HTTP. */
export const behaviourSchema = z.strictObject({
  /** Before the headers of every answer. */
  delayMs: milliseconds.optional(),
  /** Between a stream's headers and its first event; before the headers of a plain answer. */
  timeToFirstTokenMs: milliseconds.optional(),
  /** The pace of an answer's pieces; without it, as fast as possible. */
  tokensPerSecond: z.number().positive().optional(),
  /** Between a stream's last event and the end of its body. */
  endDelayMs: milliseconds.optional(),
  /** How many words are answered; without it, a greeting and what was said. */
  words: z.int().min(1).optional(),
  headDelayMs: milliseconds.optional(),
  headStatus: z.int().min(200).max(599).optional(),
  /** Whether each answer's headers wait for the round trip from where the call comes from. */
  roundTrip: z.boolean().optional(),
  fault: faultSchema.optional(),
})

/** Where a call comes from: the edge that sent it, and its caller's country, where they are told. */
export interface Origin {
  edge: string | undefined
  country: string | undefined
}

/** How an endpoint behaves; `roundTrip` may also be a function that gives the milliseconds. */
export type Behaviour = Omit<z.infer<typeof behaviourSchema>, 'roundTrip'> & {
  roundTrip?: boolean | ((origin: Origin) => number) | undefined
}
