import type { Environment } from '@/lib/gateway/environment'
import type { SetupItem } from '@/lib/gateway/setup-item'

/** What is to be said of who may call, and of who may operate. */
export function accessSetup(environment: Environment): readonly SetupItem[] {
  return [
    callersItem(environment),
    ...tokensItem(environment),
    redisItem(environment),
    operatorItem(environment),
  ]
}

function callersItem(environment: Environment): SetupItem {
  const { access, host, apiKeyPepper } = environment
  const common = { id: 'callers', title: 'Callers', place: 'variables' } as const
  if (access === 'open') return openItem(common, host)
  if (apiKeyPepper !== undefined) return { ...common, state: 'ok', reason: 'A credential is needed.' }
  if (!needsKeys(environment))
    return {
      ...common,
      state: 'ok',
      reason: 'A credential is needed: a token, since without API_KEY_PEPPER there are no keys.',
    }
  return {
    ...common,
    state: 'missing',
    reason:
      'A credential is needed, and none can be had: API_KEY_PEPPER, under which keys are stored, is not set, and no issuer of tokens is.',
    fix: 'Set API_KEY_PEPPER to a long random text of its own (or JWT_SECRET, or JWT_JWKS_URL; or AUTH=open, to serve whoever comes) and deploy again.',
  }
}

// Where no tokens are taken either, nobody could be let in without keys.
function needsKeys({ access, tokenIssuer: { secret, jwksUrl } }: Environment): boolean {
  return access === 'required' && secret === undefined && jwksUrl === undefined
}

type Common = Pick<SetupItem, 'id' | 'title' | 'place'>

function openItem(common: Common, host: Environment['host']): SetupItem {
  if (host !== 'production') return { ...common, state: 'ok', reason: 'Whoever comes is served.' }
  return {
    ...common,
    state: 'advised',
    reason: 'AUTH=open: whoever knows the address is served at your cost, within the plan “anonymous”.',
    fix: 'Take AUTH away where that is not meant.',
  }
}

// One verifier checks all tokens, and takes the secret first.
function tokensItem({ tokenIssuer: { secret, jwksUrl } }: Environment): readonly SetupItem[] {
  if (secret === undefined || jwksUrl === undefined) return []
  return [
    {
      id: 'tokens',
      title: 'JWT_JWKS_URL',
      state: 'advised',
      reason:
        'It has no effect beside JWT_SECRET: tokens signed with the keys that it publishes are refused.',
      fix: 'Take away JWT_SECRET, or JWT_JWKS_URL where HS256 tokens are meant, and deploy again.',
      place: 'variables',
    },
  ]
}

function redisItem(environment: Environment): SetupItem {
  const common = { id: 'redis', title: 'Upstash Redis', place: 'storage' } as const
  if (environment.redis !== undefined)
    return 'server' in environment.redis
      ? { ...common, title: 'Redis', state: 'ok', reason: 'REDIS_URL names the server.' }
      : { ...common, state: 'ok', reason: 'It is configured.' }
  const fix = 'Connect Upstash Redis, which sets KV_REST_API_URL and KV_REST_API_TOKEN, and deploy again.'
  if (needsKeys(environment))
    return {
      ...common,
      state: 'missing',
      reason: 'It is not configured, and callers’ keys are kept there: none can be made.',
      fix,
    }
  return {
    ...common,
    state: 'advised',
    reason:
      'It is not configured: each instance counts limits for itself, and tells the costs, metrics and receipts of its own calls alone; there are no keys, no history and no shared health.',
    fix,
  }
}

function operatorItem(environment: Environment): SetupItem {
  const common = { id: 'operator', title: 'OPERATOR_TOKEN', place: 'variables' } as const
  if (environment.operatorToken !== undefined)
    return { ...common, state: 'ok', reason: 'It is set and opens /admin.' }
  // Whether somebody has a key from before is not known here, and a list that only /admin shows would reach nobody.
  if (needsKeys(environment))
    return {
      ...common,
      state: 'missing',
      reason: 'It is not set: callers need keys, and nobody can make one or open /admin.',
      fix: operatorFix,
    }
  return {
    ...common,
    state: 'advised',
    reason: 'It is not set: nobody can make keys, see costs or open /admin.',
    fix: operatorFix,
  }
}

const operatorFix = 'Set it to a long random text of its own and deploy again.'
