import { expect, it } from 'vitest'
import { quote } from './quote'

it.each([
  ['plain', '"plain"'],
  ['a "b" \\ c', '"a \\x22b\\x22 \\x5c c"'],
  ['line\nend\u0000', '"line\\x0aend\\x00"'],
  ['Hà Nội', '"Hà Nội"'],
])('%j is a literal that ends where it ends', (text, literal) => {
  expect(quote(text)).toBe(literal)
})
