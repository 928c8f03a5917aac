import { expect, it } from 'vitest'
import { relayedHeaders } from '@/lib/upstream/relayed-headers'

it('a caller sees the type, the processing time and the version, and nothing else', () => {
  const upstream = new Headers({
    'access-control-allow-origin': '*',
    'alt-svc': 'h3=":443"',
    'cf-ray': '8f00',
    connection: 'keep-alive',
    'content-encoding': 'gzip',
    'content-length': '9',
    'content-type': 'application/json',
    location: 'https://evil.example.com/',
    'openai-organization': 'org-canary',
    'openai-processing-ms': '12',
    'openai-version': '2020-10-01',
    'retry-after': '7',
    server: 'cloudflare',
    'set-cookie': '__cf_bm=canary',
    'strict-transport-security': 'max-age=1',
    via: '1.1 proxy',
    'x-envoy-upstream-service-time': '5',
    'x-ratelimit-remaining-requests': '9',
    'x-request-id': 'req_upstream',
  })
  expect(Object.fromEntries(relayedHeaders(upstream))).toEqual({
    'content-type': 'application/json',
    'openai-processing-ms': '12',
    'openai-version': '2020-10-01',
  })
})

it('what the endpoint does not send is absent', () => {
  expect([...relayedHeaders(new Headers())]).toEqual([])
})
