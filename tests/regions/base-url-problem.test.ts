import { describe, expect, it } from 'vitest'
import { baseUrlProblem } from '@/lib/regions/base-url-problem'

const privately = { allowPrivate: true }

describe('a base URL that may be called', () => {
  it.each([
    'https://api.example.com/v1',
    'https://api.example.com/v1/',
    'https://api.example.com',
    'https://api.example.com:443/v1',
    'https://sg-api.example.com/openai/deployments/gpt-4.1',
    'https://eu.api.openai.com/v1',
    'https://a.b.c.example.co.uk/v1',
    'https://1api.example.com/v1',
    'https://internal.example.com/v1',
    'https://local.example.com/v1',
  ])('%s', value => {
    expect(baseUrlProblem(value)).toBeUndefined()
    expect(baseUrlProblem(value, privately)).toBeUndefined()
  })
})

describe('a base URL that is called only where private endpoints are allowed', () => {
  it.each<[string, string, RegExp]>([
    ['http', 'http://api.example.com/v1', /https/],
    ['loopback over http', 'http://127.0.0.1:4001/v1', /https/],
    ['another port', 'https://api.example.com:8443/v1', /port/],
    ['an address in dotted form', 'https://203.0.113.7/v1', /IP address/],
    ['loopback', 'https://127.0.0.1/v1', /IP address/],
    ['a private address', 'https://10.0.0.1/v1', /IP address/],
    ['an address in decimal form', 'https://2130706433/v1', /IP address/],
    ['an address in hexadecimal form', 'https://0x7f000001/v1', /IP address/],
    ['an address in mixed hexadecimal form', 'https://0x7f.0.0.0x1/v1', /IP address/],
    ['an address in octal form', 'https://0177.0.0.01/v1', /IP address/],
    ['a short address', 'https://127.1/v1', /IP address/],
    ['an address in full-width digits', 'https://１２７.0.0.1/v1', /IP address/],
    ['an IPv6 address', 'https://[2001:db8::1]/v1', /IP address/],
    ['IPv6 loopback', 'https://[::1]/v1', /IP address/],
    ['a mapped IPv4 address', 'https://[::ffff:127.0.0.1]/v1', /IP address/],
    ['a 6to4 address', 'https://[2002:7f00:1::]/v1', /IP address/],
    ['a NAT64 address', 'https://[64:ff9b::a00:1]/v1', /IP address/],
    ['localhost', 'https://localhost/v1', /public host name/],
    ['a host without a dot', 'https://api/v1', /public host name/],
    ['a host in .local', 'https://printer.local/v1', /public host name/],
    ['a host in .internal', 'https://api.example.internal/v1', /public host name/],
    ['a host in .INTERNAL', 'https://API.INTERNAL/v1', /public host name/],
    ['a host in .localhost', 'https://api.localhost/v1', /public host name/],
    ["a cluster's service", 'https://kubernetes.default.svc/v1', /public host name/],
    ['loopback by its long name', 'https://localhost.localdomain/v1', /public host name/],
    ['a host in .corp', 'https://vault.corp/v1', /public host name/],
    ['a host in .home.arpa', 'https://nas.home.arpa/v1', /public host name/],
    ['a trailing dot', 'https://api.example.com./v1', /dot/],
    ['a trailing dot behind .internal', 'https://api.internal./v1', /dot/],
    ['a host in punycode', 'https://xn--pple-43d.com/v1', /internationalized/],
    ['a label in punycode', 'https://api.xn--bcher-kva.example.com/v1', /internationalized/],
    ['an internationalized host', 'https://bücher.example.com/v1', /internationalized/],
  ])('%s', (_, value, problem) => {
    expect(baseUrlProblem(value)).toMatch(problem)
    expect(baseUrlProblem(value, privately)).toBeUndefined()
  })
})

describe('a base URL that is never called', () => {
  it.each<[string, string, RegExp]>([
    ['nothing', '', /expected a URL/],
    ['no URL', 'api.example.com/v1', /expected a URL/],
    ['a path', '/v1', /expected a URL/],
    ['a URL without a host', 'https://', /expected a URL/],
    ['a user name', 'https://user@api.example.com/v1', /user name/],
    ['a password', 'https://:secret@api.example.com/v1', /password/],
    ['another host behind userinfo', 'https://api.example.com:443@evil.example.net/v1', /user name/],
    ['a query', 'https://api.example.com/v1?key=1', /query/],
    ['an empty query', 'https://api.example.com/v1?', /query/],
    ['a fragment', 'https://api.example.com/v1#part', /fragment/],
    ['an empty fragment', 'https://api.example.com/v1#', /fragment/],
    ['ftp', 'ftp://api.example.com/v1', /expected http/],
    ['a file', 'file:///etc/passwd', /expected http/],
    ['javascript', 'javascript:alert(1)', /expected http/],
    ['data', 'data:text/plain,x', /expected http/],
    ['a metadata service in IPv6', 'http://[fd00:ec2::254]/latest', /metadata/],
    ['a metadata service behind NAT64', 'http://[64:ff9b::169.254.169.254]/latest', /metadata/],
    ['a metadata service in the shared range', 'http://100.100.100.200/latest', /metadata/],
    ['a metadata service by its name', 'http://metadata.google.internal/v1', /metadata/],
    ['a metadata service by its whole name', 'http://metadata.google.internal./v1', /metadata/],
    ['a link-local address', 'http://169.254.169.254/latest', /link-local/],
    ['a link-local address in decimal form', 'http://2852039166/', /link-local/],
    ['a link-local address in hexadecimal form', 'http://0xa9fea9fe/', /link-local/],
    ['a link-local address in octal form', 'http://0251.0376.0251.0376/', /link-local/],
    ['a link-local IPv6 address', 'http://[fe80::1]/', /link-local/],
    ['the last of the link-local IPv6 addresses', 'http://[febf:ffff::1]/', /link-local/],
    ['a mapped link-local address', 'http://[::ffff:169.254.169.254]/', /link-local/],
  ])('%s', (_, value, problem) => {
    expect(baseUrlProblem(value)).toMatch(problem)
    expect(baseUrlProblem(value, privately)).toMatch(problem)
  })
})
