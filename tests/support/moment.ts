/** The moment at which the tests of the pure layers take place, in milliseconds since the epoch. */
export const moment = Date.UTC(2026, 10, 20, 12)
