/** A signal that follows another one, and can also be rung by ourselves. */
export type LinkedSignal = {
  readonly signal: AbortSignal
  ring(): void
  /** Lets go of the signal that it follows. */
  release(): void
}

export function linkSignal(followed: AbortSignal): LinkedSignal {
  const controller = new AbortController()
  const ring = () => controller.abort(followed.reason)
  if (followed.aborted) ring()
  // AbortSignal.any is missing in the edge runtime.
  else followed.addEventListener('abort', ring, { once: true })
  return {
    signal: controller.signal,
    ring,
    release: () => followed.removeEventListener('abort', ring),
  }
}
