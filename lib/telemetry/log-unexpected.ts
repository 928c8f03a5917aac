import { ApiError } from '@/lib/openai/api-error'
import type { WriteLog } from '@/lib/telemetry/write-log'

type Options = { readonly requestId: string; readonly writeLog: WriteLog }

/** Logs an error that nobody foresaw: where it happened, but not its message, which may quote what the caller sent. */
export function logUnexpected(error: unknown, { requestId, writeLog }: Options): void {
  if (error instanceof ApiError) return
  const known = error instanceof Error ? error : undefined
  // The stack begins with the message, and a message can look like a stack.
  const frames = (known?.stack ?? '').replace(known?.message ?? '', '').split('\n')
  writeLog('error', {
    event: 'unexpected-error',
    requestId,
    name: known?.name ?? typeof error,
    stack: frames
      .map(frame => frame.trim())
      .filter(frame => frame.startsWith('at '))
      .slice(0, 8),
  })
}
