/**
 * How many files of wire tests run at once on two cores where the gateways are not `next start`, which takes two to three times
 * the processor time for a call: with more of those, what is a matter of seconds fails.
 */
export const wireWorkersBesideNext = '--maxWorkers=4'
