/** Every time limit of a call, in milliseconds. */
export const timeouts = {
  /** The platform wants the response begun within 25 s: what has not been decided by then is begun with a sign of life. */
  commit: 20_000,
  /** Between the signs of life of a response that has begun and has no content yet. */
  signOfLife: 15_000,
  /** To the response headers of a stream, which an endpoint sends as soon as it has accepted the call. */
  streamHeaders: 8000,
  /** To the first content event of a stream, from the start of the attempt; and of a model that thinks before it speaks. */
  firstContent: 15_000,
  firstContentReasoning: 60_000,
  /** The same over all attempts, from the receipt of the request. */
  beforeFirstContent: 60_000,
  beforeFirstContentReasoning: 120_000,
  /** To a whole plain answer, from the start of the attempt: its headers come only when it is complete. */
  plainAnswer: 120_000,
  /** A plain answer is long in coming: is the endpoint still there? Asked then, with the probe's own limit of 2 s. */
  plainLiveness: 6000,
  /** To the second look, since one probe in vain may be the network's doing: two endpoints are lost before `commit`. */
  secondLook: 1000,
  /** Between completed events of a stream. */
  idle: 30_000,
  /** Between data events where only comments come. */
  commentsOnly: 120_000,
  /** To the end of a stream's body once its answer is complete. */
  bodyEnd: 1000,
  /** A whole response, from the receipt of the request; the platform ends it at 300 s. */
  total: 285_000,
  /** For a place at an endpoint that has all the calls it takes, where another could be tried; and where none could. */
  queue: 100,
  lastQueue: 2000,
  /** With less left than this, no further attempt is begun. */
  shortestAttempt: 1000,
} as const
