import { ApiError } from '@/lib/openai/api-error'
import { readLimited } from '@/lib/openai/read-limited'
import { type Clock, shareTimer } from '@/lib/openai/share-timer'

/** 4 MB; the platform itself refuses 4.5 MB. */
export const bodyLimitBytes = 4 * 1024 * 1024

const idleTimeoutMs = 10_000
const totalTimeoutMs = 30_000

/**
 * Reads a JSON request's body once, as text without a byte order mark.
 * Throws `unsupported_media_type`, `request_too_large`, `request_timeout`, `invalid_encoding`, or `invalid_request`
 * where the body is not as long as it says (a server in front may cut bodies short).
 */
export async function readBody(request: Request, clock: Clock): Promise<string> {
  requireJson(request.headers)
  const announced = announcedLength(request.headers)
  if (announced !== undefined && announced > bodyLimitBytes) throw tooLarge()
  const bytes = await readBytes(request.body, clock)
  if (announced !== undefined && announced !== bytes.length)
    throw new ApiError(
      'invalid_request',
      `The body has ${bytes.length} bytes, content-length says ${announced}.`,
    )
  return decode(bytes)
}

function requireJson(headers: Headers): void {
  const [type, ...parameters] = (headers.get('content-type') ?? '').toLowerCase().split(';')
  const charset = parameters.map(each => each.trim()).find(each => each.startsWith('charset='))
  const isJson = type?.trim() === 'application/json'
  if (!isJson || (charset !== undefined && !/^charset="?utf-?8"?$/.test(charset)))
    throw new ApiError('unsupported_media_type', 'Send the body as content-type: application/json, in UTF-8.')
  if ((headers.get('content-encoding') ?? 'identity') !== 'identity')
    throw new ApiError('unsupported_media_type', 'Send the body without a content-encoding.')
}

function announcedLength(headers: Headers): number | undefined {
  const value = headers.get('content-length')
  return value !== null && /^\d+$/.test(value) ? Number(value) : undefined
}

async function readBytes(
  body: ReadableStream<Uint8Array<ArrayBuffer>> | null,
  clock: Clock,
): Promise<Uint8Array<ArrayBuffer>> {
  const { startTimer, release } = shareTimer(clock)
  let giveUp: () => void = () => {}
  const stopped = new Promise<never>((_, reject) => {
    giveUp = () => reject(new ApiError('request_timeout', 'The body did not arrive in time.'))
  })
  // The earlier first: what is started after it rings within the same timer.
  let cancelIdle = startTimer(idleTimeoutMs, giveUp)
  startTimer(totalTimeoutMs, giveUp)
  const onChunk = () => {
    cancelIdle()
    cancelIdle = startTimer(idleTimeoutMs, giveUp)
  }
  try {
    const bytes = await readLimited(body, { limitBytes: bodyLimitBytes, stopped, onChunk })
    if (bytes === undefined) throw tooLarge()
    return bytes
  } catch (error) {
    throw error instanceof ApiError ? error : cutShort(error)
  } finally {
    release()
  }
}

function decode(bytes: Uint8Array<ArrayBuffer>): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new ApiError('invalid_encoding', 'The body is not valid UTF-8.', { cause })
  }
}

function tooLarge(): ApiError {
  return new ApiError('request_too_large', `The body is larger than ${bodyLimitBytes} bytes.`)
}

function cutShort(cause: unknown): ApiError {
  return new ApiError('invalid_request', 'The body could not be read to its end.', { cause })
}
