import type { ProbeResult } from '@/lib/health/endpoint-health'

/** What one edge last found of one endpoint. */
export type BoardRow = Omit<ProbeResult, 'status'> & { readonly edge: string; readonly at: number }

/** Where all instances pin up what they have found, for the status page and for each other. */
export type HealthBoard = {
  post(rows: readonly BoardRow[]): Promise<void>
  /** All rows; what is not a row is left out. */
  read(): Promise<readonly BoardRow[]>
}
