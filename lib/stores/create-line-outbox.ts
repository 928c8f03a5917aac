import { createOutbox } from '@/lib/stores/create-outbox'
import { postText } from '@/lib/stores/post-text'
import type { Outbox } from '@/lib/telemetry/outbox'
import type { WriteLog } from '@/lib/telemetry/write-log'
import type { Effects } from '@/lib/upstream/effects'

type LineDatabase = { readonly url: string; readonly token: string | undefined }

type Options = Effects & { readonly writeLog: WriteLog }

/** An outbox of lines. */
export function createLineOutbox({ url, token }: LineDatabase, { writeLog, ...effects }: Options): Outbox {
  const headers = {
    'content-type': 'text/plain; charset=utf-8',
    ...(token !== undefined && { authorization: `Token ${token}` }),
  }
  return createOutbox({
    ...effects,
    writeLog,
    event: 'lines-lost',
    post: lines => postText({ url, headers, body: lines.join('\n') }, effects),
  })
}
