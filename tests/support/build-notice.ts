import type { Notice } from '@/lib/status/notice'
import { moment } from './moment'

/** A maintenance of the last ten minutes that has no end yet. */
export function buildNotice(overrides: Partial<Notice> = {}): Notice {
  return {
    id: 'disks',
    title: 'New disks',
    body: 'Answers may be slow.',
    severity: 'maintenance',
    from: moment - 10 * 60_000,
    until: undefined,
    endpoints: [],
    updates: [],
    ...overrides,
  }
}
