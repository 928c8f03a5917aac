import { Agent, Pool } from 'undici'

/** What opens the Node server's connections and holds them for the next call: another takes three round trips to open. */
export function nodeAgent(): Agent {
  return new Agent({
    factory: (origin, options) => new Pool(origin, { ...options, keepAliveTimeout: heldMs(String(origin)) }),
  })
}

/**
 * For how many milliseconds a connection is held that nobody uses, where its server does not say: shorter than that does, or a
 * call meets one that is being closed. Behind https stands a balancer or a CDN, which holds them for a minute or longer (nginx
 * 75 s, AWS 60 s); an inference server by itself, as those on uvicorn, closes them after 5 s.
 */
export function heldMs(origin: string): number {
  return origin.startsWith('https:') ? 50_000 : 4000
}
