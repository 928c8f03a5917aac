import { expect, it } from 'vitest'
import { quote } from './quote'

it.each([
  ['plain', '"plain"'],
  ['a "b" \\ c', '"a \\x22b\\x22 \\x5c c"'],
  ['line\nend\u0000', '"line\\x0aend\\x00"'],
  // By the bytes of UTF-8, which the language joins again.
  ['Hà Nội', '"H\\xc3\\xa0 N\\xe1\\xbb\\x99i"'],
])('%j is a literal that ends where it ends', (text, literal) => {
  expect(quote(text)).toBe(literal)
})
