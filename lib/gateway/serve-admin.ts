import { isSameSecret } from '@/lib/access/keyed-digest'
import { adminActions } from '@/lib/gateway/admin-actions'
import { type AdminView, type Doing, readConsole, readRates } from '@/lib/gateway/admin-view'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { isOwnOrigin } from '@/lib/gateway/is-own-origin'
import { readForm } from '@/lib/gateway/read-form'
import { requireConfiguration } from '@/lib/gateway/require-configuration'
import { noteWrongToken, requireSignInRoom } from '@/lib/gateway/require-sign-in-room'
import { revokeKeyOf } from '@/lib/gateway/revoke-key'
import { endedCookie, isSignedIn, sessionCookie } from '@/lib/gateway/session-cookie'
import { ApiError } from '@/lib/openai/api-error'
import { unforeseen } from '@/lib/openai/error-response'
import { logUnexpected } from '@/lib/telemetry/log-unexpected'

/** How the views are written: as HTML that needs no script, with one style sheet. */
export type AdminPages = { readonly write: (view: AdminView) => string; readonly style: string }

type Answer =
  | {
      readonly view: AdminView
      readonly status?: number
      readonly headers?: Readonly<Record<string, string>>
    }
  | { readonly location: string; readonly headers?: Readonly<Record<string, string>> }

/** Serves the operator's page and what its forms do, to whoever has signed in with the operator token. */
export async function serveAdmin(
  request: Request,
  { pages, dependencies }: { readonly pages: AdminPages; readonly dependencies: Dependencies },
): Promise<Response> {
  const path = new URL(request.url).pathname.replace(/^\/admin\/?/, '')
  if (path === 'style.css') return styleResponse(pages.style)
  const answer = await respond(path, request, dependencies).catch((error: unknown) =>
    failed(error, dependencies),
  )
  const headers = new Headers({ ...pageHeaders(path === 'live'), ...answer.headers })
  if ('location' in answer) {
    headers.set('location', answer.location)
    return new Response(null, { status: 303, headers })
  }
  headers.set('content-type', 'text/html; charset=utf-8')
  return new Response(pages.write(answer.view), { status: answer.status ?? 200, headers })
}

async function respond(path: string, request: Request, dependencies: Dependencies): Promise<Answer> {
  const isReading = request.method === 'GET' || request.method === 'HEAD'
  if (!isReading && request.method !== 'POST')
    throw new ApiError('method_not_allowed', 'This page takes GET and POST.', { allow: 'GET, HEAD, POST' })
  if (!isReading && !isOwnOrigin(request.headers))
    return {
      status: 403,
      view: { kind: 'message', problem: 'This form was not sent by this site’s own page.' },
    }
  if (!isReading && path === 'sign-in') return await signIn(request, dependencies)
  if (!(await isSignedIn(request.headers, dependencies)))
    return { status: 401, view: signInView(dependencies) }
  requireConfiguration(dependencies.environment)
  if (!isReading) return await act(path, request, dependencies)
  if (path === '') return { view: await readConsole({}, dependencies) }
  if (path === 'live') return { view: { kind: 'live', rates: await readRates(dependencies) } }
  // What a form answers has an address of its own, which has nothing to show by itself.
  return { location: '/admin' }
}

function signInView({ environment }: Dependencies): AdminView {
  if (environment.operatorToken !== undefined) return { kind: 'sign-in' }
  return { kind: 'sign-in', problem: 'OPERATOR_TOKEN is not set, so nobody can sign in.' }
}

async function signIn(request: Request, dependencies: Dependencies): Promise<Answer> {
  const { environment, effects } = dependencies
  const { operatorToken: secret } = environment
  try {
    requireSignInRoom(request.headers, dependencies)
    const token = (await readForm(request, effects.startTimer)).get('token')?.trim() ?? ''
    if (secret === undefined || !(await isSameSecret(token, secret))) {
      noteWrongToken(request.headers, dependencies)
      throw new ApiError('invalid_api_key', 'This is not the operator token.')
    }
    const cookie = await sessionCookie(request, { secret, now: effects.now() })
    return { location: '/admin', headers: { 'set-cookie': cookie } }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const view = { ...signInView(dependencies), kind: 'sign-in' as const }
    return { status: error.status, view: { problem: error.message, ...view }, headers: retryAfter(error) }
  }
}

async function act(path: string, request: Request, dependencies: Dependencies): Promise<Answer> {
  const revoked = /^keys\/([A-Za-z0-9]{12})\/revoke$/.exec(path)?.[1]
  if (path === 'sign-out') return { location: '/admin', headers: { 'set-cookie': endedCookie(request) } }
  try {
    if (revoked !== undefined) {
      await revokeKeyOf(revoked, dependencies)
      return { location: '/admin#keys' }
    }
    return { view: await readConsole(await doing(path, request, dependencies), dependencies) }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const view = await readConsole({ problem: error.message }, dependencies)
    return { status: error.status, view, headers: retryAfter(error) }
  }
}

async function doing(path: string, request: Request, dependencies: Dependencies): Promise<Doing> {
  const { startTimer } = dependencies.effects
  if (path === 'keys')
    return { madeKey: await adminActions.createKey(await readForm(request, startTimer), dependencies) }
  if (path === 'region-map')
    return { check: await adminActions.checkMap(await readForm(request, startTimer), dependencies) }
  throw new ApiError('unknown_operation', 'There is nothing of this name to be done.')
}

function failed(error: unknown, { newId, writeLog }: Dependencies): Answer {
  logUnexpected(error, { requestId: newId(), writeLog })
  const { status, message, details } = error instanceof ApiError ? error : unforeseen(error)
  const headers = details.allow === undefined ? {} : { allow: details.allow }
  return { status, view: { kind: 'message', problem: message }, headers }
}

function retryAfter({ status, details }: ApiError): Record<string, string> {
  return status === 429 ? { 'retry-after': String(details.retryAfterSeconds ?? 59) } : {}
}

function styleResponse(style: string): Response {
  const headers = { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'private, max-age=300' }
  return new Response(style, { headers: { ...headers, 'x-content-type-options': 'nosniff' } })
}

function pageHeaders(isFramed: boolean): Record<string, string> {
  const ancestors = isFramed ? "'self'" : "'none'"
  return {
    'content-security-policy': `default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors ${ancestors}`,
    'cache-control': 'private, no-store',
    'x-robots-tag': 'noindex, nofollow',
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
    // Without it browsers would not name the origin of our own forms.
    'referrer-policy': 'same-origin',
  }
}
