import { isSameSecret } from '@/lib/access/keyed-digest'
import { readCredential } from '@/lib/access/read-credential'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { isOperator } from '@/lib/gateway/require-operator'
import { ApiError } from '@/lib/openai/api-error'

/**
 * Throws 401 unless the request carries `CRON_SECRET`, as the platform's crons do, or the operator token; where neither is
 * set, everybody is refused. Source: https://vercel.com/docs/cron-jobs/manage-cron-jobs#securing-cron-jobs
 */
export async function requireCron(headers: Headers, { environment }: Dependencies): Promise<void> {
  const { cronSecret, operatorToken } = environment
  const credential = readCredential(headers)
  const isCron =
    cronSecret !== undefined && credential !== undefined && (await isSameSecret(credential, cronSecret))
  if (isCron || (await isOperator(headers, operatorToken))) return
  throw new ApiError(
    'invalid_api_key',
    'CRON_SECRET or the operator token is needed: authorization: Bearer <secret>.',
  )
}
