import { newId } from '../openai/new-id'

/** The headers that Anthropic sends with each answer; callers must never see some of them. */
export function anthropicHeaders() {
  const reset = new Date().toISOString().replace(/\.\d+Z$/, 'Z')
  return {
    'request-id': newId('req_011', 21),
    'anthropic-organization-id': '0f1e2d3c-4b5a-4968-8776-655443322110',
    'anthropic-ratelimit-requests-limit': '4000',
    'anthropic-ratelimit-requests-remaining': '3999',
    'anthropic-ratelimit-requests-reset': reset,
    'anthropic-ratelimit-tokens-limit': '480000',
    'anthropic-ratelimit-tokens-remaining': '479000',
    'anthropic-ratelimit-tokens-reset': reset,
    'anthropic-ratelimit-input-tokens-limit': '400000',
    'anthropic-ratelimit-input-tokens-remaining': '399000',
    'anthropic-ratelimit-input-tokens-reset': reset,
    'anthropic-ratelimit-output-tokens-limit': '80000',
    'anthropic-ratelimit-output-tokens-remaining': '80000',
    'anthropic-ratelimit-output-tokens-reset': reset,
    'set-cookie': '_cfuvid=cookie-of-the-upstream; path=/; HttpOnly; Secure; SameSite=None',
    server: 'cloudflare',
    'cf-ray': '9a1b2c3d4e5f6071-SIN',
  }
}
