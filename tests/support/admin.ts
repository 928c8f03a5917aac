import { type AdminPages, serveAdmin } from '@/lib/gateway/serve-admin'
import { operatorToken } from './operator'
import { buildShared } from './shared-store'

const origin = 'https://gateway.example.com'

// The view itself, as JSON.
const plainPages: AdminPages = { write: view => JSON.stringify(view), style: 'main { margin: 0 }' }

type Asked = {
  readonly form?: Readonly<Record<string, string>> | string | undefined
  readonly headers?: Readonly<Record<string, string>>
  /** Whether it comes without the session. */
  readonly isStranger?: boolean
}

/** A gateway with an operator who can sign in, and a browser: `ask('POST keys', { form })`. */
export function buildAdmin({
  pages = plainPages,
  ...options
}: Parameters<typeof buildShared>[0] & { readonly pages?: AdminPages } = {}) {
  const world = buildShared({
    ...options,
    variables: { OPERATOR_TOKEN: operatorToken, ...options.variables },
  })
  let { dependencies } = world
  let cookie = ''
  const ask = async (what: string, { form, headers = {}, isStranger = false }: Asked = {}) => {
    const [method = '', path = ''] = what.split(' ')
    const isPost = method === 'POST'
    const request = new Request(`${origin}/admin${path === '' ? '' : `/${path}`}`, {
      method,
      headers: {
        host: 'gateway.example.com',
        ...(isPost && { origin, 'content-type': 'application/x-www-form-urlencoded' }),
        ...(!isStranger && { cookie }),
        ...headers,
      },
      ...(form !== undefined && {
        body: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
      }),
    })
    const response = await serveAdmin(request, { pages, dependencies })
    const text = await response.text()
    const isJson = text.startsWith('{')
    return {
      status: response.status,
      headers: response.headers,
      text,
      view: isJson ? JSON.parse(text) : null,
    }
  }
  return {
    ...world,
    ask,
    signIn: async (token: string = operatorToken, headers = {}) => {
      const reply = await ask('POST sign-in', { form: { token }, headers })
      cookie = reply.headers.get('set-cookie')?.split(';')[0] ?? cookie
      return reply
    },
    /** Goes on without some of the dependencies, or with others. */
    change(others: Partial<typeof dependencies>) {
      dependencies = { ...dependencies, ...others }
    },
  }
}
