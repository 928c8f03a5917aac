/** Gives the milliseconds to wait before each next piece, so that the pace holds whatever a timer is late. */
export function createPace(perSecond: number | undefined): () => number {
  if (perSecond === undefined) return () => 0
  let due: number | undefined
  return () => {
    const now = performance.now()
    due = due === undefined ? now : due + 1000 / perSecond
    return Math.max(0, due - now)
  }
}
