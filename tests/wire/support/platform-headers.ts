/** What the platform in front puts on an answer itself. */
export const platformHeaders: readonly string[] = ['x-matched-path', 'x-nextjs-rewritten-path']
