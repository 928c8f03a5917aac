import type { Environment } from '@/lib/gateway/environment'
import { ApiError } from '@/lib/openai/api-error'

/** Throws `configuration_error`, naming the settings but not their values, where one cannot be read. */
export function requireConfiguration({ problems }: Environment): void {
  if (problems.length === 0) return
  const list = problems.map(({ path, message }) => `${path}: ${message}`).join('; ')
  throw new ApiError('configuration_error', `This gateway is not configured correctly. ${list}`, {
    definitive: true,
  })
}
