import { z } from 'zod'
import table from './round-trips.json' with { type: 'json' }

const edgesSchema = z.record(
  z.string(),
  z.object({ location: z.tuple([z.number(), z.number()]), ms: z.record(z.string(), z.number()) }),
)

/** The edges by their code: where each one stands, and how far each AWS region is from it. */
export const roundTrips = new Map(
  Object.entries(edgesSchema.parse(table)).map(([edge, { location, ms }]) => [
    edge,
    { location, milliseconds: new Map(Object.entries(ms)) },
  ]),
)
