import { isSameSecret } from '@/lib/access/keyed-digest'
import { readCredential } from '@/lib/access/read-credential'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { ApiError } from '@/lib/openai/api-error'

/** Throws 401 unless the request carries the operator token; where none is set, nobody is an operator. */
export async function requireOperator(headers: Headers, { environment }: Dependencies): Promise<void> {
  if (!(await isOperator(headers, environment.operatorToken)))
    throw new ApiError('invalid_api_key', 'The operator token is needed: authorization: Bearer <token>.')
}

/** Whether the request carries the operator token. */
export async function isOperator(headers: Headers, operatorToken: string | undefined): Promise<boolean> {
  const credential = readCredential(headers)
  return (
    operatorToken !== undefined && credential !== undefined && (await isSameSecret(credential, operatorToken))
  )
}
