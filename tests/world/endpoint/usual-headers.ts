import { newId } from '../openai/new-id'

/** The headers that a real endpoint sends with each answer; callers must never see some of them. */
export function usualHeaders() {
  return {
    'x-request-id': newId('req_', 32),
    'openai-processing-ms': '12',
    'openai-organization': 'org-of-the-operator',
    'openai-project': 'proj_of_the_operator',
    'openai-version': '2020-10-01',
    'x-ratelimit-limit-requests': '30000',
    'x-ratelimit-remaining-requests': '29999',
    'x-ratelimit-reset-requests': '2ms',
    'x-ratelimit-limit-tokens': '150000000',
    'x-ratelimit-remaining-tokens': '149999985',
    'x-ratelimit-reset-tokens': '0s',
    'set-cookie': '__cf_bm=cookie-of-the-upstream; path=/; HttpOnly; Secure; SameSite=None',
    server: 'cloudflare',
    'cf-ray': '9a1b2c3d4e5f6071-SIN',
  }
}
