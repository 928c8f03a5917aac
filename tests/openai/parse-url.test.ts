import { expect, it } from 'vitest'
import { parseUrl } from '@/lib/openai/parse-url'

it.each(['https://api.example.com/v1', 'https://bücher.example.com/v1', 'data:,x'])('%s is a URL', text => {
  expect(parseUrl(text)?.href).toBe(new URL(text).href)
})

it.each(['', '/v1', 'api.example.com', 'https://', 'https://[::1'])('%o is none', text => {
  expect(parseUrl(text)).toBeUndefined()
})

it('a URL is one the twenty-thousandth time as well', () => {
  const found = Array.from({ length: 20_000 }, () => parseUrl('https://bücher.example.com/v1'))
  expect(found.filter(url => url === undefined)).toEqual([])
})
