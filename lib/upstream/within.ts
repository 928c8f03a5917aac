import type { Effects } from '@/lib/upstream/effects'

type Wait<T> = { readonly promise: Promise<T>; readonly effects: Effects }

/** What a promise comes to, or undefined where that takes longer than so many milliseconds. */
export async function within<T>(milliseconds: number, { promise, effects }: Wait<T>): Promise<T | undefined> {
  let cancelTimer = () => {}
  const late = new Promise<undefined>(resolve => {
    cancelTimer = effects.startTimer(milliseconds, () => resolve(undefined))
  })
  return await Promise.race([promise, late]).finally(() => cancelTimer())
}
