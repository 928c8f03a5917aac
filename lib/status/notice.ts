/** What an operator tells those who look on. Moments are in milliseconds since the epoch. */
export type Notice = {
  readonly id: string
  readonly title: string
  /** Plain text; lines are kept. */
  readonly body: string
  readonly severity: 'maintenance' | 'information' | 'incident'
  readonly from: number
  /** undefined where it holds until it is taken away. */
  readonly until: number | undefined
  /** Empty where it is of no endpoint more than of another. */
  readonly endpoints: readonly string[]
  /** The newest first. */
  readonly updates: readonly { readonly at: number; readonly body: string }[]
}

export type NoticeState = 'scheduled' | 'active' | 'ended'

/** Whether a notice holds at a moment, or will, or did. */
export function noticeState({ from, until }: Pick<Notice, 'from' | 'until'>, now: number): NoticeState {
  if (now < from) return 'scheduled'
  return until !== undefined && now >= until ? 'ended' : 'active'
}

/** Whether those who look on are told of it yet: of a maintenance ahead of it, of all else when it begins. */
export function isTold(notice: Notice, now: number): boolean {
  return notice.severity === 'maintenance' || noticeState(notice, now) !== 'scheduled'
}
