/**
 * What a promise comes to, or a rejection with the signal's reason as soon as that rings. A body that cannot be decoded
 * keeps some runtimes' readers waiting for ever, even after the request was aborted.
 */
export async function unlessAborted<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  let stop = () => {}
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
  return await Promise.race([promise, aborted]).finally(() => signal.removeEventListener('abort', stop))
}
