import type { Planted } from './planted'

const lines = (count: number, line: string): string => `${line}\n`.repeat(count)

const functionOf = (bodyLines: number): string => `function f() {\n${lines(bodyLines, 'g()')}}\n`

export const plantedSizes: readonly Planted[] = [
  {
    rule: 'no file is longer than 250 lines',
    files: {
      'lib/geo/a.ts': lines(250, ''),
      'app/page.tsx': lines(251, ''),
      'app/status.css': lines(999, ''),
    },
    found: ['app/page.tsx has 251 lines'],
  },
  {
    rule: 'the median file is shorter than 60 lines',
    files: { 'lib/geo/a.ts': lines(60, ''), 'lib/geo/b.ts': lines(70, ''), 'middleware.ts': lines(3, '') },
    found: ['the median file has 60 lines, not under 60'],
  },
  {
    rule: 'the median file is shorter than 60 lines',
    files: { 'lib/geo/a.ts': lines(59, ''), 'lib/geo/b.ts': lines(70, ''), 'middleware.ts': lines(3, '') },
    found: [],
  },
  {
    rule: 'no function is longer than 60 lines',
    files: {
      'lib/geo/a.ts': functionOf(58),
      'lib/geo/b.ts': `const f = () => {\n${lines(59, 'g()')}}\n`,
      'lib/geo/c.ts': `class C {\n  m() {\n${lines(59, 'g()')}}\n}\n`,
    },
    found: ['lib/geo/b.ts:1 has 61 lines', 'lib/geo/c.ts:2 has 61 lines'],
  },
  {
    rule: '95 % of functions are shorter than 35 lines',
    files: { 'lib/geo/a.ts': lines(18, 'function f() {}') + functionOf(33) },
    found: ['lib/geo/a.ts:19 has 35 lines'],
  },
  {
    rule: '95 % of functions are shorter than 35 lines',
    files: { 'lib/geo/a.ts': lines(19, 'function f() {}') + functionOf(33), 'lib/geo/b.ts': functionOf(32) },
    found: [],
  },
  {
    rule: 'no function takes more than 3 parameters',
    files: {
      'lib/geo/a.ts':
        'const f = (a, b, c, d) => a\nfunction g(this: T, a, b, c) {}\ninterface I { m(a, b, c, d): void }\n',
    },
    found: ['lib/geo/a.ts:1 has 4 parameters'],
  },
  {
    rule: '97 % of functions take at most 2 parameters',
    files: { 'lib/geo/a.ts': lines(31, 'function f(a, b) {}'), 'middleware.ts': 'function f(a, b, c) {}\n' },
    found: ['middleware.ts:1 has 3 parameters'],
  },
  {
    rule: '97 % of functions take at most 2 parameters',
    files: { 'lib/geo/a.ts': lines(33, 'function f(a, b) {}'), 'middleware.ts': 'function f(a, b, c) {}\n' },
    found: [],
  },
]
