import * as z from 'zod'

const ipv4 = z.ipv4()
const ipv6 = z.ipv6()

/** The group of everybody whose address is not known. */
export const unknownAddress = 'unknown'

/** The addresses that count as one caller: an IPv4 address, or the /64 of an IPv6 one, which one household can roam. */
export function addressGroup(ip: string | undefined): string {
  const plain = (ip ?? '').replace(/^\[|\]$/g, '').split('%')[0] ?? ''
  if (plain === '') return unknownAddress
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(plain)?.[1]
  const short = mapped ?? plain
  if (ipv4.safeParse(short).success) return short
  // What is no address at all must not get to choose what it is counted under.
  return ipv6.safeParse(plain).success ? `${expand(plain).slice(0, 4).join(':')}::/64` : unknownAddress
}

/** The eight groups of an IPv6 address, without leading zeros. */
function expand(address: string): string[] {
  const [head = '', tail] = address.toLowerCase().split('::')
  const left = head.split(':').filter(group => group !== '')
  const right = (tail ?? '').split(':').filter(group => group !== '')
  const gap = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length)
  const zeros = Array.from({ length: gap }, () => '0')
  return [...left, ...zeros, ...right].map(group => group.replace(/^0+(?=.)/, ''))
}
