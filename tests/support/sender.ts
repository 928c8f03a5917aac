import type { Sender } from '@/lib/upstream/sender'

/** Whom the calls of tests are made for. */
export const sender: Sender = {
  requestId: 'request-0001',
  edge: 'sin1',
  country: 'VN',
  ip: '203.0.113.7',
}
