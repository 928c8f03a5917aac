import { ApiError } from '@/lib/openai/api-error'
import { readLimited } from '@/lib/openai/read-limited'
import type { StartTimer } from '@/lib/openai/start-timer'

/** The largest region map with every character written as three, and some more. */
const limitBytes = 2 * 1024 * 1024
const timeoutMs = 10_000

/** Reads the fields of a form that a page of ours has sent; throws what is wrong with the request. */
export async function readForm(request: Request, startTimer: StartTimer): Promise<URLSearchParams> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/x-www-form-urlencoded')
    throw new ApiError('unsupported_media_type', 'Send the form as application/x-www-form-urlencoded.')
  let cancelTimer = () => {}
  const stopped = new Promise<never>((_, reject) => {
    const giveUp = () => reject(new ApiError('request_timeout', 'The form did not arrive in time.'))
    cancelTimer = startTimer(timeoutMs, giveUp)
  })
  const bytes = await readLimited(request.body, { limitBytes, stopped })
    .catch((cause: unknown) => {
      if (cause instanceof ApiError) throw cause
      throw new ApiError('invalid_request', 'The form could not be read to its end.', { cause })
    })
    .finally(cancelTimer)
  if (bytes === undefined)
    throw new ApiError('request_too_large', `The form is larger than ${limitBytes} bytes.`)
  return new URLSearchParams(new TextDecoder().decode(bytes))
}
