/** Counts who still listens to a signal, beginning now. */
export function countListeners(signal: AbortSignal): () => number {
  const listeners = new Set<unknown>()
  const add = signal.addEventListener.bind(signal)
  const remove = signal.removeEventListener.bind(signal)
  signal.addEventListener = (type: string, listener: unknown, ...rest: unknown[]) => {
    listeners.add(listener)
    Reflect.apply(add, signal, [type, listener, ...rest])
  }
  signal.removeEventListener = (type: string, listener: unknown, ...rest: unknown[]) => {
    listeners.delete(listener)
    Reflect.apply(remove, signal, [type, listener, ...rest])
  }
  return () => listeners.size
}
