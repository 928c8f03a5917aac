/** Every time limit of a call, in milliseconds. */
export const timeouts = {
  /** The platform wants the response begun within 25 s of the request; all attempts share this. */
  beforeFirstContent: 22_000,
  /** To the response headers of a stream, which an endpoint sends as soon as it has accepted the call. */
  streamHeaders: 8000,
  /** To the first content event of a stream, from the start of the attempt. */
  firstContent: 15_000,
  /** To a whole plain answer: its headers come only when it is complete. */
  plainAnswer: 20_000,
  /** A plain answer is long in coming: is the endpoint still there? Asked then, with the probe's own limit of 2 s. */
  plainLiveness: 6000,
  /** Between completed events of a stream. */
  idle: 30_000,
  /** Between data events where only comments come. */
  commentsOnly: 120_000,
  /** To the end of an error's explanation: the status alone says what to do. */
  errorBody: 1000,
  /** A whole stream, from the receipt of the request; the platform ends it at 300 s. */
  stream: 285_000,
  /** With less left than this, no further attempt is begun. */
  shortestAttempt: 1000,
} as const
