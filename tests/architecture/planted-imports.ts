import type { Planted } from './planted'

const layerless =
  'stands in none of the layers geo, openai, operations, regions, models, health, routing, access, usage, cache, telemetry, status, translation, upstream, stores, gateway, hosts, commands'

export const plantedImports: readonly Planted[] = [
  {
    rule: 'a lib folder imports itself and what stands to its left',
    files: {
      'lib/geo/a.ts': "import type { R } from '@/lib/routing/r'\nexport * from '@/lib/openai/call'\n",
      'lib/geo/b.ts': "const r = await import('@/lib/gateway/r')\ntype S = import('@/lib/cache/s').S\n",
      'lib/routing/c.ts': "import '@/lib/geo/a'\nimport '@/lib/routing/d'\nimport '@/lib/extra/e'\n",
      'lib/extra/e.ts': '',
      'lib/errors.ts': '',
    },
    found: [
      'lib/geo/a.ts:1 imports @/lib/routing/r, which stands to its right',
      'lib/geo/a.ts:2 imports @/lib/openai/call, which stands to its right',
      'lib/geo/b.ts:1 imports @/lib/gateway/r, which stands to its right',
      'lib/geo/b.ts:2 imports @/lib/cache/s, which stands to its right',
      'lib/routing/c.ts:3 imports @/lib/extra/e, which is no layer',
      `lib/extra/e.ts ${layerless}`,
      `lib/errors.ts ${layerless}`,
    ],
  },
  {
    rule: 'lib imports @/lib/folder/file, never by a relative path',
    files: {
      'lib/geo/a.ts': "import './b'\nimport '../openai/c'\nimport 'zod'\nimport '@/lib/geo/b'\n",
      'lib/geo/b.ts': "import '@/app/page'\nimport '@/lib/geo'\nawait import(name)\n",
      'lib/hosts/a.ts': "import '@/app/page'\nimport '../../app/page'\n",
    },
    found: [
      'lib/geo/a.ts:1 imports ./b, not @/lib/folder/file',
      'lib/geo/a.ts:2 imports ../openai/c, not @/lib/folder/file',
      'lib/geo/b.ts:1 imports @/app/page, not @/lib/folder/file',
      'lib/geo/b.ts:2 imports @/lib/geo, not @/lib/folder/file',
      'lib/geo/b.ts:3 imports a computed path',
      'lib/hosts/a.ts:2 imports ../../app/page, not @/lib/folder/file',
    ],
  },
  {
    rule: 'app and middleware import only the gateway',
    files: {
      'middleware.ts': "import '@/lib/access/key'\nimport 'next/server'\nimport './lib/geo/a'\n",
      'app/page.tsx':
        "import './status.css'\nimport '@/lib/gateway/g'\nimport '../lib/geo/a'\nimport '@/tests/t'\n",
    },
    found: [
      'middleware.ts:1 imports @/lib/access/key, not @/lib/gateway',
      'middleware.ts:3 imports ./lib/geo/a, not @/lib/gateway',
      'app/page.tsx:3 imports ../lib/geo/a, not @/lib/gateway',
      'app/page.tsx:4 imports @/tests/t, not @/lib/gateway',
    ],
  },
  {
    rule: 'the stores serve lib/gateway/production.ts only',
    files: {
      'lib/gateway/production.ts': "import '@/lib/stores/redis'\n",
      'lib/gateway/handle.ts': "import type { R } from '@/lib/stores/redis'\n",
      'lib/stores/redis.ts': "import '@/lib/stores/key'\n",
      'tests/stores/redis.test.ts': "import '@/lib/stores/redis'\n",
    },
    found: ['lib/gateway/handle.ts:1 imports @/lib/stores/redis'],
  },
  {
    rule: 'what a file imports when it is asked for is not loaded at once as well',
    files: {
      'lib/gateway/serve.ts':
        "import type { P } from '@/lib/gateway/pages'\nimport { a } from '@/lib/gateway/a'\nconst load = () => import('@/lib/gateway/pages')\nconst costs = () => import('@/lib/gateway/costs')\n",
      'lib/gateway/a.ts':
        "import { type C } from '@/lib/gateway/costs'\nexport { s } from '@/lib/gateway/style'\n",
      'lib/gateway/style.ts': "import '@/lib/gateway/pages'\n",
      'lib/gateway/pages.ts': "import '@/lib/gateway/a'\n",
      'lib/gateway/costs.ts': '',
    },
    found: [
      'lib/gateway/serve.ts:3 imports lib/gateway/pages lazily, which lib/gateway/style.ts loads at once',
    ],
  },
  {
    rule: 'lib knows neither next nor react',
    files: { 'lib/geo/a.ts': "import 'next'\nimport 'next/server'\nimport 'react'\nimport 'next-to'\n" },
    found: [
      'lib/geo/a.ts:1 imports next',
      'lib/geo/a.ts:2 imports next/server',
      'lib/geo/a.ts:3 imports react',
    ],
  },
  {
    rule: 'vendor clients are known to lib/stores only',
    files: {
      'lib/stores/redis.ts': "import '@upstash/redis'\n",
      'lib/gateway/production.ts': "import '@upstash/redis'\nimport 'aws4fetch'\n",
      'app/page.tsx': "import '@vercel/edge-config'\n",
    },
    found: [
      'lib/gateway/production.ts:1 imports @upstash/redis',
      'lib/gateway/production.ts:2 imports aws4fetch',
      'app/page.tsx:1 imports @vercel/edge-config',
    ],
  },
  {
    rule: 'nothing that is served imports a module of Node, but the Node server',
    files: {
      'lib/geo/a.ts': "import 'node:crypto'\nimport 'zod'\n",
      'app/page.tsx': "const fs = require('fs')\n",
      'middleware.ts': "export { join } from 'path'\n",
      'lib/hosts/node-a.ts': "import 'node:http'\n",
      'lib/hosts/worker.ts': "import 'node:http'\n",
      'tests/run.ts': "import 'node:fs'\n",
    },
    found: [
      'lib/geo/a.ts:1 imports node:crypto',
      'app/page.tsx:1 imports fs',
      'middleware.ts:1 imports path',
      'lib/hosts/worker.ts:1 imports node:http',
    ],
  },
]
