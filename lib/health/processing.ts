import {
  type FadingMean,
  observeMean,
  recently,
  recordSample,
  standardError,
  usually,
} from '@/lib/health/fading-mean'

/** How long an endpoint takes itself: of late, and usually. */
export type Processing = { readonly recent: FadingMean; readonly usual: FadingMean }

/** The processing with one more sample. */
export function recordProcessing(
  known: Processing | undefined,
  { milliseconds, now }: { readonly milliseconds: number; readonly now: number },
): Processing {
  return {
    recent: recordSample(known?.recent, { milliseconds, now, memory: recently }),
    usual: recordSample(known?.usual, { milliseconds, now, memory: usually }),
  }
}

// A difference of three standard errors is chance in one case of 400; it is looked at every second.
const standardErrors = 3

/**
 * What the endpoint takes at present: what is usual, as that is known well, unless what happened of late differs by more
 * than chance; undefined where nothing counts any more.
 */
export function presentProcessing(known: Processing | undefined, now: number): FadingMean | undefined {
  const recent = observeMean(known?.recent, { now, memory: recently })
  const usual = observeMean(known?.usual, { now, memory: usually })
  if (recent === undefined || usual === undefined) return recent ?? usual
  const hasChanged = Math.abs(recent.meanLog - usual.meanLog) > standardErrors * standardError(recent)
  return hasChanged ? recent : usual
}

/** The quickest that the endpoint is known to be; undefined where nothing counts any more. */
export function quickestProcessing(known: Processing | undefined, now: number): FadingMean | undefined {
  const present = presentProcessing(known, now)
  const usual = observeMean(known?.usual, { now, memory: usually })
  if (present === undefined || usual === undefined) return present ?? usual
  return usual.meanLog < present.meanLog ? usual : present
}
