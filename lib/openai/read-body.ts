import { ApiError } from '@/lib/openai/api-error'
import { readLimited } from '@/lib/openai/read-limited'
import type { StartTimer } from '@/lib/openai/start-timer'

/** 4 MB; the platform itself refuses 4.5 MB. */
export const bodyLimitBytes = 4 * 1024 * 1024

// A body as small as this comes as a whole, and is read as one by the runtime, in a third of the time. No server passes on
// more than was announced.
const smallBytes = 64 * 1024

const idleTimeoutMs = 10_000
const totalTimeoutMs = 30_000

/**
 * Reads a JSON request's body once, as text without a byte order mark.
 * Throws `unsupported_media_type`, `request_too_large`, `request_timeout`, `invalid_encoding`, or `invalid_request`
 * where the body is not as long as it says (a server in front may cut bodies short).
 */
export async function readBody(request: Request, startTimer: StartTimer): Promise<string> {
  requireJson(request.headers)
  const announced = announcedLength(request.headers)
  if (announced !== undefined && announced > bodyLimitBytes) throw tooLarge()
  const isSmall = announced !== undefined && announced <= smallBytes
  const bytes = isSmall ? await readSmall(request, startTimer) : await readBytes(request.body, startTimer)
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

async function readSmall(request: Request, startTimer: StartTimer): Promise<Uint8Array<ArrayBuffer>> {
  let cancelTimer = () => {}
  const late = new Promise<never>((_, reject) => {
    cancelTimer = startTimer(idleTimeoutMs, () => reject(tooLate()))
  })
  try {
    return new Uint8Array(await Promise.race([request.arrayBuffer(), late]))
  } catch (error) {
    throw error instanceof ApiError ? error : cutShort(error)
  } finally {
    cancelTimer()
  }
}

async function readBytes(
  body: ReadableStream<Uint8Array<ArrayBuffer>> | null,
  startTimer: StartTimer,
): Promise<Uint8Array<ArrayBuffer>> {
  let giveUp: () => void = () => {}
  const stopped = new Promise<never>((_, reject) => {
    giveUp = () => reject(tooLate())
  })
  const cancelTotal = startTimer(totalTimeoutMs, giveUp)
  let cancelIdle = startTimer(idleTimeoutMs, giveUp)
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
    cancelTotal()
    cancelIdle()
  }
}

function decode(bytes: Uint8Array<ArrayBuffer>): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new ApiError('invalid_encoding', 'The body is not valid UTF-8.', { cause })
  }
}

function tooLate(): ApiError {
  return new ApiError('request_timeout', 'The body did not arrive in time.')
}

function tooLarge(): ApiError {
  return new ApiError('request_too_large', `The body is larger than ${bodyLimitBytes} bytes.`)
}

function cutShort(cause: unknown): ApiError {
  return new ApiError('invalid_request', 'The body could not be read to its end.', { cause })
}
