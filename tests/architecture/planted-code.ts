import type { Planted } from './planted'

export const plantedCode: readonly Planted[] = [
  {
    rule: 'clock, chance, environment, timers and network enter in production.ts and the hosts only',
    files: {
      'lib/gateway/production.ts': 'Date.now(); Math.random(); process.env.A; fetch(u)\n',
      'lib/gateway/environment.ts': 'process.env.A\n',
      'lib/hosts/worker.ts': 'setTimeout(f)\n',
      'lib/hosts/node-body.ts': 'setTimeout(f)\n',
      'lib/geo/a.ts':
        'Date.now()\nnew Date()\nMath.random()\ncrypto.randomUUID()\nperformance.now()\nprocess.env.A\n',
      'lib/geo/b.ts':
        "setTimeout(f)\nsetInterval(f)\nfetch(u)\nglobalThis.fetch(u)\nglobalThis['setTimeout'](f)\n",
      'lib/geo/c.ts':
        'const now = Date.now\nconst { env } = process\nconst send = { fetch }\nDate()\nnew globalThis.Date()\n',
      'lib/geo/d.ts': 'function f(fetch: F) { fetch(u) }\nfetch(u)\n',
      'app/page.tsx': 'const at = new Date()\n',
    },
    found: [
      'lib/hosts/node-body.ts:1 uses setTimeout',
      'lib/geo/a.ts:1 uses Date.now',
      'lib/geo/a.ts:2 uses new Date()',
      'lib/geo/a.ts:3 uses Math.random',
      'lib/geo/a.ts:4 uses crypto.randomUUID',
      'lib/geo/a.ts:5 uses performance.now',
      'lib/geo/a.ts:6 uses process.env',
      'lib/geo/b.ts:1 uses setTimeout',
      'lib/geo/b.ts:2 uses setInterval',
      'lib/geo/b.ts:3 uses fetch',
      'lib/geo/b.ts:4 uses fetch',
      'lib/geo/b.ts:5 uses setTimeout',
      'lib/geo/c.ts:1 uses Date.now',
      'lib/geo/c.ts:2 uses parts of process',
      'lib/geo/c.ts:3 uses fetch',
      'lib/geo/c.ts:4 uses Date()',
      'lib/geo/c.ts:5 uses new Date()',
      'lib/geo/d.ts:2 uses fetch',
      'app/page.tsx:1 uses new Date()',
    ],
  },
  {
    rule: 'clock, chance, environment, timers and network enter in production.ts and the hosts only',
    files: {
      'lib/geo/a.ts': 'new Date(now)\nDate.parse(s)\nMath.max(1)\nclock.now()\nawait edge.fetch(u)\n',
      'lib/geo/b.ts': 'interface D { fetch: typeof fetch; now(): number }\n',
      'lib/geo/c.ts':
        'export async function f({ fetch, now }: D) { await fetch(u); return { fetch, at: now() } }\n',
      'lib/geo/d.ts':
        'const f = ({ performance }: D) => performance.now()\nfor (const fetch of all) fetch(u)\n',
      'lib/geo/e.ts': "import { fetch } from '@/lib/geo/b'\nfetch(u)\ntry {} catch (fetch) { fetch() }\n",
    },
    found: [],
  },
  {
    rule: 'no any, no non-null assertion, no as but as const',
    files: {
      'lib/geo/a.ts': 'const a: any = 1\nb!.c\nd as D;\n<E>e\nlet g!: G\n',
      'app/page.tsx': 'x as unknown as X\n',
      'lib/geo/b.ts':
        "import { a as b } from '@/lib/geo/a'\nexport { b as c }\nconst e = ['any'] as const\nf satisfies F\n!g\nh !== i\n",
    },
    found: [
      'lib/geo/a.ts:1 uses any',
      'lib/geo/a.ts:2 uses a non-null !',
      'lib/geo/a.ts:3 uses as',
      'lib/geo/a.ts:4 uses a type assertion',
      'lib/geo/a.ts:5 uses a definite !',
      'app/page.tsx:1 uses as',
      'app/page.tsx:1 uses as',
    ],
  },
  {
    rule: 'no type error is muted',
    files: { 'lib/geo/a.ts': '// @ts-ignore\n\n/* @ts-expect-error */\n// @ts-nocheck\n' },
    found: [
      'lib/geo/a.ts:1 uses @ts-ignore',
      'lib/geo/a.ts:3 uses @ts-expect-error',
      'lib/geo/a.ts:4 uses @ts-nocheck',
    ],
  },
  {
    rule: 'only pages, layouts and the Worker export a default',
    files: {
      'app/page.tsx': 'export default function Page() {}\n',
      'app/docs/layout.tsx': 'export default function Layout() {}\n',
      'lib/geo/page.tsx': 'export default 1\n',
      'lib/geo/a.ts': 'const a = 1\nexport { a as default }\n',
      'lib/hosts/worker.ts': 'export { worker as default }\n',
      'middleware.ts': 'export default function middleware() {}\n',
    },
    found: [
      'lib/geo/page.tsx:1 uses a default export',
      'lib/geo/a.ts:2 uses a default export',
      'middleware.ts:1 uses a default export',
    ],
  },
  {
    rule: 'tests mock no modules',
    files: { 'tests/geo/a.test.ts': "vi.mock('zod')\nvi.doMock('zod')\nvi.fn()\n// vi.mock\n" },
    found: ['tests/geo/a.test.ts:1 uses vi.mock', 'tests/geo/a.test.ts:2 uses vi.doMock'],
  },
  {
    rule: 'tests leave no test out',
    files: {
      'tests/geo/a.test.ts':
        "it.skip('a')\ndescribe.only('b')\ntest.todo('c')\nit.concurrent.skip('d')\nit.skipIf(e)('e')\n",
      'tests/geo/b.test.ts': "it('reads .skip')\nqueue.skip()\nconst only = options.only\n",
    },
    found: [
      'tests/geo/a.test.ts:1 uses .skip',
      'tests/geo/a.test.ts:2 uses .only',
      'tests/geo/a.test.ts:3 uses .todo',
      'tests/geo/a.test.ts:4 uses .skip',
      'tests/geo/a.test.ts:5 uses .skipIf',
    ],
  },
]
