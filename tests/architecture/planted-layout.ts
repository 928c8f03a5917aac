import type { Planted } from './planted'

const manifest = (dependencies: Record<string, string>): string => JSON.stringify({ dependencies })

const lockfile = (resolved: string): string =>
  JSON.stringify({ packages: { 'node_modules/a': { resolved } } })

export const plantedLayout: readonly Planted[] = [
  {
    rule: 'no file or folder has a vague name',
    files: {
      'lib/utils/a.ts': '',
      'lib/geo/types.ts': '',
      'app/shared/page.tsx': '',
      'lib/geo/index.ts': '',
      'lib/geo/common.test.json': '',
      'lib/geo/index-of.ts': '',
      'app/[...path]/route.ts': '',
      'tests/support/helpers.ts': '',
    },
    found: [
      'lib/utils/a.ts is named utils',
      'lib/geo/types.ts is named types',
      'app/shared/page.tsx is named shared',
      'lib/geo/index.ts is named index',
      'lib/geo/common.test.json is named common',
    ],
  },
  {
    rule: 'a lib file exports what it is named after',
    files: {
      'lib/routing/plan-route.ts': 'export function planRoute() {}\n',
      'lib/routing/route-plan.ts': 'export interface RoutePlan {}\n',
      'lib/routing/order.ts': 'const order = 1\nexport { order }\n',
      'lib/routing/rank.ts': 'export const rank = 1\n',
      'lib/geo/countries.json': '{}',
      'lib/geo/locate.ts': 'function locate() {}\nexport const find = locate\n',
    },
    found: ['lib/geo/locate.ts exports neither locate nor Locate'],
  },
  {
    rule: 'the README names only files that exist',
    files: {
      'README.md':
        'See `lib/geo/a.ts`, `lib/geo/b.ts` and `lib/geo/`.\n`vercel.json` `tests/world` `docs/x.md` `@/lib/geo/c`\n`/v1/models` `openai/gpt-4.1` `proxy.ts` `npm test` `tests/.output/unit.json` `app/[...path]/route.ts:3`\n',
      'lib/geo/a.ts': '',
      'app/[...path]/route.ts': '',
    },
    found: [
      'README.md:1 names lib/geo/b.ts, which does not exist',
      'README.md:2 names vercel.json, which does not exist',
      'README.md:2 names tests/world, which does not exist',
      'README.md:2 names docs/x.md, which does not exist',
      'README.md:2 names lib/geo/c, which does not exist',
    ],
  },
  {
    rule: 'every dependency is pinned',
    files: { 'package.json': manifest({ a: '^1.0.0', b: '1.0.0', c: '1.0.0-rc.1', d: 'latest', e: '1.x' }) },
    found: [
      'package.json takes a at ^1.0.0',
      'package.json takes d at latest',
      'package.json takes e at 1.x',
    ],
  },
  {
    rule: 'next has its security fixes',
    files: { 'package.json': manifest({ next: '16.3.7' }) },
    found: ['next 16.3.7 is older than 16.3.8'],
  },
  {
    rule: 'next has its security fixes',
    files: { 'package.json': manifest({ next: '16.10.0' }) },
    found: [],
  },
  {
    rule: 'the lockfile takes packages from one registry',
    files: {},
    found: ['package-lock.json is missing'],
  },
  {
    rule: 'the lockfile takes packages from one registry',
    files: { 'package-lock.json': lockfile('https://registry.npmjs.org.example.com/a.tgz') },
    found: ['package-lock.json takes node_modules/a from https://registry.npmjs.org.example.com/a.tgz'],
  },
  {
    rule: 'the top level is closed',
    files: {
      'docs/a.md': '',
      'docs/b.md': '',
      'lib/a.ts': '',
      '.env.example': '',
      'tsconfig.tsbuildinfo': '',
      'jest.config.ts': '',
    },
    found: ['docs stands at the top level', 'jest.config.ts stands at the top level'],
  },
  {
    rule: 'every API route runs on the edge',
    files: {
      'app/a/route.ts': "export const runtime = 'edge'\n",
      'app/b/route.ts': "export const runtime = 'nodejs'\n",
      'app/c/route.ts': "const runtime = 'edge'\n",
      'app/page.tsx': '',
    },
    found: [
      "app/b/route.ts does not export const runtime = 'edge'",
      "app/c/route.ts does not export const runtime = 'edge'",
    ],
  },
  {
    rule: 'every API route hands over to one handler',
    files: {
      'app/a/route.ts': 'export { handle as GET, handle as POST }\n',
      'app/b/route.ts': 'export function GET() {}\nexport function POST() {}\n',
      'app/c/route.ts':
        'export const GET = handle\nexport const POST = handle\nexport const PUT = () => {}\n',
      'app/d/route.ts': `export function GET() {}\n${'\n'.repeat(24)}`,
      'app/e/route.ts': "export const runtime = 'edge'\n",
      'app/f/route.ts': 'export const GET = handle\nexport { handle as PUT }\n',
    },
    found: [
      'app/b/route.ts has 2 handlers: GET, POST',
      'app/c/route.ts has 2 handlers: handle, PUT',
      'app/d/route.ts has 25 lines',
      'app/e/route.ts has 0 handlers: ',
    ],
  },
]
