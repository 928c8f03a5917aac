/** Rings once after so many milliseconds, unless the returned function is called first. Passed in, so that tests own time. */
export type StartTimer = (milliseconds: number, ring: () => void) => () => void
