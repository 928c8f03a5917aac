/** The names under which everything lies in Redis. Callers and tokens appear in them by harmless ids or digests only. */
export const redisKeys = {
  /** A hash of all API keys' records, by id. */
  apiKeys: 'isochrone:keys',
  /** Exists while a token is revoked. */
  revocation: (tokenDigest: string) => `isochrone:revoked:${tokenDigest}`,
  requests: (caller: string) => `isochrone:requests:${caller}`,
  tokens: (caller: string) => `isochrone:tokens:${caller}`,
  /** What has been spent of a budget. */
  spent: (budget: string) => `isochrone:spent:${budget}`,
  /** An answer that may be given again. */
  cached: (digest: string) => `isochrone:cache:${digest}`,
  /** A hash of how often each caller's answers have been thrown away. */
  epochs: 'isochrone:cache-epochs',
  /** What became of a call that is to be done once. */
  once: (digest: string) => `isochrone:once:${digest}`,
  /** Which endpoint gave an answer that later calls may follow. */
  followed: (digest: string) => `isochrone:followed:${digest}`,
  /** One call's usage record, and the sums over a minute, an hour or a day. */
  usageRecord: (id: string) => `isochrone:usage:record:${id}`,
  /** The receipts of the calls that came under one request id, the newest first. */
  receipts: (requestId: string) => `isochrone:receipts:${requestId}`,
  usageSums: (period: string) => `isochrone:usage:${period}`,
  /** A hash of how far each instance may be ahead of a caller's counters. */
  allowances: (caller: string) => `isochrone:allowances:${caller}`,
  slots: (caller: string) => `isochrone:slots:${caller}`,
  /** A hash of what each edge last found of each endpoint. */
  probes: 'isochrone:probes',
  /** A hash of what the instances of an edge know of each endpoint, and of each of its models. */
  health: (edge: string) => `isochrone:health:${edge}`,
  /** A hash of how long endpoints take themselves, wherever they are asked from. */
  processing: 'isochrone:processing',
  /** A hash of when each edge has left which endpoint alone. */
  openings: 'isochrone:openings',
  /** A hash of the canaries that are off, by version. */
  canaries: 'isochrone:canaries',
  /** Exists while one instance does what only one is to do. */
  lease: (name: string) => `isochrone:lease:${name}`,
  guesses: 'isochrone:guesses',
} as const
