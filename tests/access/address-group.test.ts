import { describe, expect, it } from 'vitest'
import { addressGroup } from '@/lib/access/address-group'

describe('the callers of one group are', () => {
  it.each<[string, string, string]>([
    ['an IPv4 address', '203.0.113.7', '203.0.113.7'],
    ['an IPv4 address in IPv6', '::ffff:203.0.113.7', '203.0.113.7'],
    ['an IPv4 address in IPv6, in capitals', '::FFFF:203.0.113.7', '203.0.113.7'],
    ['a /64', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['a /64 that is written short', '2001:db8::1', '2001:db8:0:0::/64'],
    ['a /64 that is written in capitals', '2001:DB8:0001:0002::9', '2001:db8:1:2::/64'],
    ['a /64 with a gap at its end', '2001:db8:1:2::', '2001:db8:1:2::/64'],
    ['this machine', '::1', '0:0:0:0::/64'],
    ['a link, whatever its interface', 'fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['an address in brackets', '[2001:db8:1:2::9]', '2001:db8:1:2::/64'],
  ])('%s', (_, ip, group) => {
    expect(addressGroup(ip)).toBe(group)
  })

  it('all that move about within a /64', () => {
    const groups = ['::1', '::ffff', ':a:b:c:d'].map(rest => addressGroup(`2001:db8:1:2${rest}`))
    expect(new Set(groups)).toEqual(new Set(['2001:db8:1:2::/64']))
  })

  it.each(['2001:db8:1:3::1', '2001:db8:1:20::1', '2001:db8:2:2::1'])('not those of %s', ip => {
    expect(addressGroup(ip)).not.toBe(addressGroup('2001:db8:1:2::1'))
  })
})

describe('what is no address chooses no group of its own', () => {
  it.each([
    undefined,
    '',
    'unknown',
    'localhost',
    '*',
    'a:b\nc',
    '203.0.113.7, 198.51.100.1',
    '203.0.113.7/24',
    'x'.repeat(10_000),
    '1'.repeat(46),
    'deadbeef',
    'abc',
    '123',
    '1.2.3',
    '1.2.3.4.5',
    '999.1.1.1',
    '203.0.113.7:5678',
    '::::',
    '1:2:3',
    '1::2::3',
    '12345::1',
    '1:2:3:4:5:6:7:8:9',
  ])('%j', ip => {
    expect(addressGroup(ip)).toBe('unknown')
  })
})
