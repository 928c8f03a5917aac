import { canServe } from '@/lib/gateway/check-setup'
import type { Dependencies } from '@/lib/gateway/dependencies'
import type { OperatorRequest } from '@/lib/gateway/operator-request'
import { readWholeSetup } from '@/lib/gateway/read-setup'

/** Answers `GET /api/admin/setup`: what the deployment has and lacks; names of settings, never their values. */
export async function showSetup(_: OperatorRequest, dependencies: Dependencies): Promise<Response> {
  const items = await readWholeSetup(dependencies)
  return Response.json({ canServe: canServe(items), items })
}
