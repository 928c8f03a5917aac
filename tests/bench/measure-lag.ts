import { monitorEventLoopDelay } from 'node:perf_hooks'

const resolutionMs = 1

/** Measures how late this process's timers are, until the returned function is asked for the 99th percentile in ms. */
export function measureLag(): () => number {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs })
  histogram.enable()
  return () => {
    histogram.disable()
    return Math.max(0, histogram.percentile(99) / 1e6 - resolutionMs)
  }
}
