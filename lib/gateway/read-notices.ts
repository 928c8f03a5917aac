import type { Dependencies } from '@/lib/gateway/dependencies'
import { isTold, type Notice, type NoticeState, noticeState } from '@/lib/status/notice'

/** A notice as it is shown. */
export type NoticeStatus = Notice & { readonly state: NoticeState }

/** The operator's notices that may be told by now, the newest first. No call reads them: only who shows them keeps them fresh. */
export async function readNotices(
  now: number,
  { notices, background }: Pick<Dependencies, 'notices' | 'background'>,
): Promise<readonly NoticeStatus[]> {
  const { value } = await notices.current()
  background.defer(() => notices.refresh())
  return value
    .filter(notice => isTold(notice, now))
    .map(notice => ({ ...notice, state: noticeState(notice, now) }))
    .sort((one, other) => other.from - one.from)
}
