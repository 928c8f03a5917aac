import { z } from 'zod'
import json from './trace-quantiles.json' with { type: 'json' }

const percentiles = z.array(z.number()).length(101)

/** The distribution of real chat requests, as percentiles 0 to 100; its source stands in the JSON beside it. */
export const traceQuantiles = z
  .object({ contextTokens: percentiles, generatedTokens: percentiles, interarrivalMs: percentiles })
  .parse(json)
