import * as z from 'zod'

const panel = z.object({ targets: z.array(z.object({ expr: z.string() })).default([]) })
const dashboard = z.object({
  panels: z.array(panel),
  templating: z.object({ list: z.array(z.object({ definition: z.string().optional() })) }),
})

/** The queries of a Grafana dashboard's panels, and the lookups of its variables. */
export function dashboardQueries(json: string): {
  readonly queries: readonly string[]
  readonly lookups: readonly string[]
} {
  const { panels, templating } = dashboard.parse(JSON.parse(json))
  return {
    queries: panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
    lookups: templating.list.flatMap(({ definition }) => definition ?? []),
  }
}
