import * as z from 'zod'

const condition = z.strictObject({
  type: z.enum(['header', 'query', 'cookie', 'host']),
  key: z.string().optional(),
  value: z.string().optional(),
})

const route = z.strictObject({
  src: z.string(),
  dest: z.string().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  methods: z.array(z.string()).optional(),
  status: z.number().optional(),
  continue: z.boolean().optional(),
  check: z.boolean().optional(),
  important: z.boolean().optional(),
  override: z.boolean().optional(),
  caseSensitive: z.boolean().optional(),
  has: z.array(condition).optional(),
  missing: z.array(condition).optional(),
  middlewarePath: z.string().optional(),
  middlewareRawSrc: z.array(z.string()).optional(),
})

const handle = z.strictObject({
  handle: z.enum(['filesystem', 'resource', 'miss', 'rewrite', 'hit', 'error']),
})

const routes = z.array(z.union([handle, route]))

/** A line of a `config.json`: a route, or the phase that the routes below it belong to. */
export type WrittenRoute = z.infer<typeof handle> | z.infer<typeof route>

/** The routes of a `config.json`. Throws where it says something that the router has no word for. */
export function parseRoutes(value: unknown): WrittenRoute[] {
  return routes.parse(value)
}
