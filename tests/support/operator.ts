import { serveOperator } from '@/lib/gateway/serve-operator'
import { buildShared } from './shared-store'

export const operatorToken = 'CANARY-token-of-the-operator'

type Asked = {
  readonly body?: unknown
  readonly token?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
}

/** A gateway with an operator, and a way to ask it as one: `ask('POST /keys', { body })`. */
export function buildOperator(options: Parameters<typeof buildShared>[0] = {}) {
  const world = buildShared({
    ...options,
    variables: { OPERATOR_TOKEN: operatorToken, ...options.variables },
  })
  let { dependencies } = world
  const ask = async (what: string, { body, token = operatorToken, headers = {} }: Asked = {}) => {
    const [method = '', path = ''] = what.split(' ')
    const request = new Request(`https://gateway.example.com/api/admin${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const response = await serveOperator(request, dependencies)
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: text === '' ? null : JSON.parse(text),
    }
  }
  return {
    ...world,
    ask,
    /** Goes on without some of the dependencies, or with others. */
    change(others: Partial<typeof dependencies>) {
      dependencies = { ...dependencies, ...others }
    },
  }
}
