import { parseUrl } from '@/lib/openai/parse-url'

// Cloud metadata services answer here with credentials, also by way of IPv6 and NAT64; no endpoint ever does.
const linkLocal = /^(169\.254\.|\[fe[89ab][0-9a-f]:|\[::ffff:a9fe:|\[64:ff9b::a9fe:)/
const metadata = new Set(['[fd00:ec2::254]', '100.100.100.200', 'metadata.google.internal'])

const privateSuffixes = [
  '.local',
  '.internal',
  '.localhost',
  '.localdomain',
  '.home',
  '.home.arpa',
  '.lan',
  '.intranet',
  '.corp',
  '.private',
  // A cluster's services, and Consul's.
  '.svc',
  '.consul',
  '.onion',
  '.test',
  '.invalid',
]

/**
 * Says why an endpoint's base URL is not to be called, or undefined where it may be. The rule is an allow-list
 * (a public DNS name over https on its usual port), since lists of forbidden addresses are always incomplete.
 */
export function baseUrlProblem(value: string, { allowPrivate = false } = {}): string | undefined {
  const url = parseUrl(value)
  if (url === undefined) return 'expected a URL such as https://api.example.com/v1'
  if (url.username !== '' || url.password !== '') return 'a user name or password does not belong in it'
  // Looked for in the text: of an empty query nothing is left in the parsed URL.
  if (/[?#]/.test(value)) return 'a query or fragment does not belong in it'
  if (/[\s\\]/.test(value)) return 'white space or a backslash does not belong in it'
  if (linkLocal.test(url.hostname) || metadata.has(url.hostname.replace(/\.$/, '')))
    return 'a link-local or metadata address is never an endpoint'
  if (allowPrivate) return /^https?:$/.test(url.protocol) ? undefined : 'expected http or https'
  if (url.protocol !== 'https:') return 'expected https (http only where ALLOW_PRIVATE_ENDPOINTS=1)'
  if (url.port !== '') return 'expected the usual port, 443 (another only where ALLOW_PRIVATE_ENDPOINTS=1)'
  return hostProblem(url.hostname)
}

// URL parsing has already brought decimal, octal, hexadecimal and short forms of an address into dotted form.
function hostProblem(host: string): string | undefined {
  if (host.startsWith('[') || /^[\d.]+$/.test(host)) return 'expected a host name, not an IP address'
  if (host.endsWith('.')) return 'the host name ends in a dot'
  if (host.split('.').some(label => label.startsWith('xn--')))
    return 'an internationalized host name is refused'
  if (!host.includes('.') || privateSuffixes.some(suffix => host.endsWith(suffix)))
    return 'expected a public host name (a private one only where ALLOW_PRIVATE_ENDPOINTS=1)'
  return undefined
}
