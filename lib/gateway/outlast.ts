import { logUnexpected } from '@/lib/telemetry/log-unexpected'
import type { WriteLog } from '@/lib/telemetry/write-log'

type Told = { readonly requestId: string; readonly writeLog: WriteLog }

/** What a part of what follows a call comes to; undefined where it fails, which a line says, and the other parts go on. */
export async function outlast<T>(part: Promise<T> | undefined, told: Told): Promise<T | undefined> {
  try {
    return await part
  } catch (error) {
    logUnexpected(error, told)
    return undefined
  }
}
