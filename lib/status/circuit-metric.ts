import type { EdgeCircuit } from '@/lib/health/edge-circuits'
import type { Metric } from '@/lib/status/prometheus-text'

const values = { closed: 0, 'half-open': 1, open: 2 } as const

/** The circuits of all edges for Prometheus. */
export function circuitMetric(circuits: readonly EdgeCircuit[]): Metric {
  return {
    name: 'isochrone_circuit_state',
    help: 'Circuits as their edges last told of them, by edge, endpoint and model: 0 closed, 1 half-open, 2 open.',
    type: 'gauge',
    samples: circuits.map(({ state, ...labels }) => ({ labels, value: values[state] })),
  }
}
