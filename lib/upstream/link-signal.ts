/** As much of an `AbortSignal` as is made use of: where a runtime's own is not asked for, this is made in no time. */
export type Signal = {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void, options: { readonly once: true }): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/** A signal that follows another one, and can also be rung by ourselves. */
export type LinkedSignal = {
  readonly signal: Signal
  ring(): void
  /** Lets go of the signal that it follows. */
  release(): void
}

export function linkSignal(followed: Signal): LinkedSignal {
  const listeners = new Set<() => void>()
  const signal = {
    aborted: followed.aborted,
    addEventListener: (_: 'abort', listener: () => void) => void listeners.add(listener),
    removeEventListener: (_: 'abort', listener: () => void) => void listeners.delete(listener),
  }
  const ring = () => {
    if (signal.aborted) return
    signal.aborted = true
    for (const listener of listeners) listener()
  }
  if (!signal.aborted) followed.addEventListener('abort', ring, { once: true })
  return { signal, ring, release: () => followed.removeEventListener('abort', ring) }
}
