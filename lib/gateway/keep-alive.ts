import { logUnexpected } from '@/lib/telemetry/log-unexpected'
import type { WriteLog } from '@/lib/telemetry/write-log'

type Host = {
  /** How the host is told to wait. */
  readonly after: (work: Promise<void>) => void
  readonly writeLog: WriteLog
}

/** Has the host wait for work. One that will not wait has no answer taken back for it: the work goes on while the instance does. */
export function keepAlive(work: Promise<void>, { after, writeLog }: Host): void {
  try {
    after(work)
  } catch (error) {
    logUnexpected(error, { requestId: 'none', writeLog })
  }
}
