import type { Effects } from '@/lib/upstream/effects'
import { nextTurn } from './next-turn'
import { createUpstreamBody, type UpstreamBody } from './upstream-body'

/** A request as the network would have got it. */
export type Sent = {
  /** The first label of the host, which is the endpoint's id in tests. */
  readonly endpoint: string
  readonly url: string
  readonly method: string
  readonly headers: Headers
  readonly body: string | undefined
  readonly redirect: RequestRedirect | undefined
  readonly signal: AbortSignal
  readonly at: number
}

/** What comes back: an answer, nothing at all, a failure of the network, or any of these later. */
export type Reply =
  | {
      readonly status?: number
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: string | UpstreamBody | null
    }
  | 'silence'
  | Error
  | { readonly afterMs: number; readonly reply: Reply }

/** A clock that stands still until told to go on, and a network that answers by script. */
export type FakeEffects = Effects & {
  /** What each endpoint answers to calls; one that is not named refuses connections. */
  readonly answers: Map<string, Reply>
  /** What each endpoint answers to probes; 200 where none is named. */
  readonly probes: Map<string, Reply>
  /** Every request, probes included, in order. */
  readonly sent: readonly Sent[]
  readonly calls: readonly Sent[]
  readonly probed: readonly Sent[]
  readonly pendingTimers: number
  /** Lets everything happen that needs no time. */
  settle(): Promise<void>
  /** Lets time pass; timers that fall due ring in their order. */
  advance(milliseconds: number): Promise<void>
  /** Lets time pass until the promise is settled, and says how long that took. */
  outcome<Value>(promise: Promise<Value>): Promise<{ value: Value; afterMs: number }>
}

/** When the fake clock starts. */
export const start = Date.UTC(2026, 10, 2, 12)

/** Creates effects for which no time passes and no network exists. */
export function createFakeEffects(answers: Readonly<Record<string, Reply>> = {}): FakeEffects {
  const clock = createClock()
  const sent: Sent[] = []
  const scripts = { answers: new Map(Object.entries(answers)), probes: new Map<string, Reply>() }
  return {
    ...clock,
    ...scripts,
    sent,
    get calls() {
      return sent.filter(({ method }) => method === 'POST')
    },
    get probed() {
      return sent.filter(({ method }) => method !== 'POST')
    },
    get pendingTimers() {
      return clock.count()
    },
    async fetch(url, init) {
      const request = toSent(url, { init, at: clock.now() })
      sent.push(request)
      return await whileNotAborted(request.signal, () => answer(request, { scripts, clock }))
    },
  }
}

type Timer = { readonly at: number; readonly ring: () => void }

function createClock() {
  let now = start
  const timers = new Set<Timer>()
  const next = () =>
    [...timers].reduce<Timer | undefined>(
      (first, each) => (first && first.at <= each.at ? first : each),
      undefined,
    )
  const startTimer: Effects['startTimer'] = (milliseconds, ring) => {
    const timer = { at: now + Math.max(0, milliseconds), ring }
    timers.add(timer)
    return () => void timers.delete(timer)
  }
  const ringNext = async (until: number): Promise<boolean> => {
    const timer = next()
    if (timer === undefined || timer.at > until) return false
    now = timer.at
    timers.delete(timer)
    timer.ring()
    await settle()
    return true
  }
  const advance = async (milliseconds: number) => {
    const until = now + milliseconds
    await settle()
    while (await ringNext(until));
    now = until
  }
  const outcome = async <Value>(promise: Promise<Value>) => {
    const begun = now
    let isSettled = false
    const settled = () => {
      isSettled = true
    }
    promise.then(settled, settled)
    await settle()
    for (let turns = 0; !isSettled; ) {
      if ((await ringNext(Number.POSITIVE_INFINITY)) || isSettled) continue
      if (++turns > mostTurns) throw new Error('It waits for nothing.')
      await nextTurn()
      await settle()
    }
    return { value: await promise, afterMs: now - begun }
  }
  return { now: () => now, startTimer, advance, outcome, settle, count: () => timers.size }
}

// Digests are made by another thread: no time passes, but turns do.
const mostTurns = 200

async function settle(): Promise<void> {
  // Streams pass a value on in some tens of turns.
  for (let turn = 0; turn < 250; turn++) await Promise.resolve()
}

function toSent(url: string, { init, at }: { init: RequestInit; at: number }): Sent {
  return {
    endpoint: new URL(url).hostname.split('.')[0] ?? '',
    url,
    method: init.method ?? 'GET',
    headers: new Headers(init.headers),
    body: typeof init.body === 'string' ? init.body : undefined,
    redirect: init.redirect,
    signal: init.signal ?? new AbortController().signal,
    at,
  }
}

type Network = {
  readonly scripts: Pick<FakeEffects, 'answers' | 'probes'>
  readonly clock: ReturnType<typeof createClock>
}

async function answer(request: Sent, { scripts, clock }: Network): Promise<Response> {
  const { endpoint, method, signal } = request
  let reply =
    method === 'POST' ? (scripts.answers.get(endpoint) ?? refused()) : (scripts.probes.get(endpoint) ?? {})
  while (typeof reply === 'object' && 'afterMs' in reply) {
    const { afterMs } = reply
    await new Promise<void>(resolve => {
      const cancel = clock.startTimer(afterMs, resolve)
      signal.addEventListener('abort', cancel, { once: true })
    })
    reply = reply.reply
  }
  if (reply === 'silence') return await new Promise<never>(() => {})
  if (reply instanceof Error) throw reply
  const { status = 200, headers = {}, body = '' } = reply
  return new Response(toStream(body, signal), { status, headers: { ...headers } })
}

function toStream(body: string | UpstreamBody | null, signal: AbortSignal) {
  if (body === null) return null
  if (typeof body !== 'string') return body.open(signal)
  const whole = createUpstreamBody(body)
  whole.close()
  return whole.open(signal)
}

async function whileNotAborted(signal: AbortSignal, run: () => Promise<Response>): Promise<Response> {
  if (signal.aborted) throw signal.reason
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  return await Promise.race([run(), aborted])
}

/** A connection that nobody takes, as Node reports it. */
export function refused(): Error {
  const cause = Object.assign(new Error('connect ECONNREFUSED 192.0.2.1:443'), { code: 'ECONNREFUSED' })
  return new TypeError('fetch failed', { cause })
}

/** A connection that breaks after the request has been sent, as Node reports it. */
export function reset(): Error {
  const cause = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
  return new TypeError('fetch failed', { cause })
}
