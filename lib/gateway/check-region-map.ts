import * as z from 'zod'
import { configuredMap } from '@/lib/gateway/configured-map'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { documentVersion } from '@/lib/gateway/document-version'
import { endpointsWithKey } from '@/lib/gateway/endpoints-with-key'
import type { DocumentView } from '@/lib/gateway/live-document'
import type { OperatorRequest } from '@/lib/gateway/operator-request'
import { reachEndpoints } from '@/lib/gateway/reach-endpoints'
import { readEdge } from '@/lib/gateway/read-edge'
import { ApiError } from '@/lib/openai/api-error'
import { describeFault } from '@/lib/openai/describe-fault'
import { parseJson } from '@/lib/openai/parse-json'
import { readBody } from '@/lib/openai/read-body'
import { type Judged, judgeRegionMap } from '@/lib/routing/judge-region-map'
import type { WrittenMap } from '@/lib/routing/written-map-warnings'

/** What may be asked beside a map. */
export const mapQuestion = z.object({
  model: z.string().max(256).optional(),
  down: z.string().max(4096).optional(),
  reach: z.enum(['0', '1']).default('0'),
})

/**
 * Says what is wrong with a region map and which countries' calls would go elsewhere than by the live one. Changes nothing.
 * `?model=` asks about one model, `?down=sin,nrt` supposes these endpoints down, `?reach=1` probes all of the map.
 */
export async function checkRegionMap(
  { request }: OperatorRequest,
  dependencies: Dependencies,
): Promise<Response> {
  const { effects, newId } = dependencies
  const { model, down, reach } = readQuestion(request)
  const text = await readBody(request, effects)
  const value = parseJson(text)
  if (value === undefined) throw new ApiError('invalid_json', 'The body is not valid JSON.')
  const { map, judgement, against } = await judgeAgainstLive(
    { text, value },
    { model, down: down?.split(',').filter(id => id !== '') },
    dependencies,
  )
  const unreached =
    map === undefined || reach === '0'
      ? []
      : await reachEndpoints(map, {
          effects,
          requestId: newId(),
          edge: readEdge(request.headers, dependencies),
        })
  return Response.json({ ...judgement, warnings: [...judgement.warnings, ...unreached], against })
}

type Supposing = { readonly model?: string | undefined; readonly down?: readonly string[] | undefined }

/** Judges a map against the live one as this deployment would serve it, and says which that is; null where there is none. */
export async function judgeAgainstLive(
  written: WrittenMap,
  supposing: Supposing,
  dependencies: Dependencies,
): Promise<Judged & { readonly against: Against | null }> {
  const { environment, keyOf } = dependencies
  // Without a map in force whatever is checked is a beginning, and nothing is wrong with asking.
  const live = await configuredMap(dependencies)
  const judged = judgeRegionMap(written, {
    ...supposing,
    live: live?.value,
    usableOf: map => endpointsWithKey(map, keyOf),
    allowPrivate: environment.allowPrivate,
  })
  const against = live && { source: live.source, revision: await documentVersion(live) }
  return { ...judged, against: against ?? null }
}

export type Against = { readonly source: DocumentView<unknown>['source']; readonly revision: string }

function readQuestion(request: Request) {
  const parsed = mapQuestion.safeParse(Object.fromEntries(new URL(request.url).searchParams))
  if (parsed.success) return parsed.data
  const { path, message } = describeFault(parsed.error)
  throw new ApiError('invalid_request', message, { param: path })
}
