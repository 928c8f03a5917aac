import type { Environment } from '@/lib/gateway/environment'
import type { SetupItem } from '@/lib/gateway/setup-item'

/** What is to be said of the settings around the calls: secrets of our own, the platform, the way to us. */
export function surroundingsSetup(environment: Environment): readonly SetupItem[] {
  return [
    receiptsItem(environment),
    ...cronsItem(environment),
    ...geographyItem(environment),
    ...privateItem(environment),
    ...halvesItem(environment),
    ...redisUrlItem(environment),
  ]
}

const place = 'variables'

function receiptsItem({ receiptSecret, named }: Environment): SetupItem {
  const common = { id: 'receipts', title: 'RECEIPT_SECRET', place } as const
  if (named.has('RECEIPT_SECRET')) return { ...common, state: 'ok', reason: 'It is set.' }
  return {
    ...common,
    state: 'advised',
    reason:
      receiptSecret === undefined
        ? 'It is not set: receipts of calls are given unsigned.'
        : 'It is not set: receipts are signed by way of API_KEY_PEPPER, which no auditor should be given.',
    fix: 'Set it to a long random text of its own and deploy again.',
  }
}

function cronsItem({ host, cronSecret }: Environment): readonly SetupItem[] {
  // Crons run on production alone.
  if (host !== 'production') return []
  const common = { id: 'crons', title: 'CRON_SECRET', place } as const
  if (cronSecret !== undefined) return [{ ...common, state: 'ok', reason: 'It is set.' }]
  return [
    {
      ...common,
      state: 'advised',
      reason: 'It is not set: the cron that probes where there is no traffic is refused.',
      fix: 'Set it to a random text of at least 16 characters and deploy again.',
    },
  ]
}

function geographyItem({ host, geo, named }: Environment): readonly SetupItem[] {
  const { platformHeaders, countryHeader, connection } = geo
  const common = { id: 'geography', title: 'Geography', place } as const
  if (host !== 'elsewhere') {
    if (!named.has('TRUST_GEO_HEADERS')) return []
    const reason =
      'TRUST_GEO_HEADERS is set and has no effect here: on Vercel these headers are the platform’s.'
    return [{ ...common, state: 'advised', reason, fix: 'Take it away.' }]
  }
  const areHeadersBelieved = platformHeaders || countryHeader !== undefined
  // Such a host has no proxy of ours in front that would overwrite what callers write.
  if (connection?.country !== undefined || connection?.edge !== undefined)
    return [
      areHeadersBelieved
        ? {
            ...common,
            state: 'advised',
            reason:
              'The host itself says where callers are, and headers are believed before it: whoever can write them can leave its residency.',
            fix: 'Take TRUST_GEO_HEADERS and COUNTRY_HEADER away and deploy again.',
          }
        : { ...common, state: 'ok', reason: 'The host itself says where callers are.' },
    ]
  if (areHeadersBelieved)
    return [
      { ...common, state: 'ok', reason: 'Headers say where callers are: the proxy before us must set them.' },
    ]
  return [
    {
      ...common,
      state: 'advised',
      reason: 'Nobody says where callers are: rules of countries and residency hold for nobody.',
      fix: 'Set COUNTRY_HEADER to the header of the proxy before us, such as cf-ipcountry, or TRUST_GEO_HEADERS=1.',
    },
  ]
}

function privateItem({ host, allowPrivate }: Environment): readonly SetupItem[] {
  if (host !== 'production' || !allowPrivate) return []
  return [
    {
      id: 'private-endpoints',
      title: 'ALLOW_PRIVATE_ENDPOINTS',
      state: 'advised',
      reason: 'It is set on production: the map may send keys in the clear and to private hosts.',
      fix: 'Take it away.',
      place,
    },
  ]
}

const together = [
  ['UPSTASH_REDIS_REST_URL', 'UPSTASH_REDIS_REST_TOKEN'],
  ['KV_REST_API_URL', 'KV_REST_API_TOKEN'],
  ['CACHE_S3_URL', 'CACHE_S3_ACCESS_KEY_ID', 'CACHE_S3_SECRET_ACCESS_KEY'],
]

// What has no effect without another looks as if it were there.
function halvesItem({ named }: Environment): readonly SetupItem[] {
  return together
    .filter(names => names.some(name => named.has(name)) && !names.every(name => named.has(name)))
    .map(names => ({
      id: `half-${names[0]}`,
      title: names[0] ?? '',
      state: 'advised',
      reason: `${listed(names.filter(name => named.has(name)))} has no effect without ${listed(names.filter(name => !named.has(name)))}.`,
      fix: 'Set all of them, or none.',
      place,
    }))
}

// On the platform an integration sets it beside the variables that are read.
function redisUrlItem({ host, named, redis }: Environment): readonly SetupItem[] {
  const isInForce = redis !== undefined && 'server' in redis
  if (host !== 'elsewhere' || !named.has('REDIS_URL') || isInForce) return []
  return [
    {
      id: 'redis-url',
      title: 'REDIS_URL',
      state: 'advised',
      reason:
        redis === undefined
          ? 'It has no effect here: this host speaks to Redis over REST alone, and only the server of `npm run serve` otherwise.'
          : 'It has no effect beside the address and the token of Redis over REST.',
      fix:
        redis === undefined
          ? 'Set UPSTASH_REDIS_REST_URL and UPSTASH_REDIS_REST_TOKEN, or serve by `npm run serve`.'
          : 'Take either away.',
      place,
    },
  ]
}

function listed(names: readonly string[]): string {
  return names.join(' and ')
}
