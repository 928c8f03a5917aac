import { StoreLeftAlone } from '@/lib/access/store-left-alone'
import type { WriteLog } from '@/lib/telemetry/write-log'

type Options = { readonly event: string; readonly writeLog: WriteLog }

/** Logs that a store did not do what it was asked. Its error's text quotes the command, so only its kind is written. */
export function logLost(error: unknown, { event, writeLog }: Options): void {
  // That it is being left alone has been told when that began.
  if (error instanceof StoreLeftAlone) return
  writeLog('warn', { event, name: error instanceof Error ? error.name : typeof error })
}
