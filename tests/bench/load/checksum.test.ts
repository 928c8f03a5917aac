import { expect, it } from 'vitest'
import { checksum } from './checksum'

const bytes = new TextEncoder().encode('Xin chào 🌏, one after the other')

it('is that of FNV-1a', () => {
  expect(checksum(new Uint8Array())).toBe(0x811c9dc5)
  expect(checksum(new TextEncoder().encode('foobar'))).toBe(0xbf9cf968)
})

it('does not depend on where the bytes are cut', () => {
  for (let cut = 0; cut <= bytes.length; cut++)
    expect(checksum(bytes.subarray(cut), checksum(bytes.subarray(0, cut)))).toBe(checksum(bytes))
})

it('is another one where a byte is lost, changed or out of place', () => {
  const lost = bytes.slice(1)
  const changed = bytes.with(3, 0)
  const swapped = bytes.with(0, bytes[1] ?? 0).with(1, bytes[0] ?? 0)
  for (const other of [lost, changed, swapped]) expect(checksum(other)).not.toBe(checksum(bytes))
})
