import * as z from 'zod'
import { joinPath } from '@/lib/openai/join-path'
import { madeOnce } from '@/lib/openai/made-once'
import type { Problem } from '@/lib/regions/problem'
import type { Notice } from '@/lib/status/notice'

/** The notices of a document, or, where it is none, only what is wrong with it. */
export type ParsedNotices = {
  readonly value: readonly Notice[] | undefined
  readonly problems: readonly Problem[]
}

// Beyond this the page would be a book.
const mostNotices = 100
const mostUpdates = 50
const mostEndpoints = 256
const longestTitle = 120
const longestBody = 4000

// Notices are shown as they are, also by feeds, in which most control characters are errors.
const controls = /[^\P{Cc}\n\t]/u

function text(longest: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .refine(value => !controls.test(value), 'expected text without control characters')
}

function moment() {
  return z.iso
    .datetime({ offset: true, error: 'expected a moment such as 2026-11-21T10:00:00Z' })
    .transform(value => Date.parse(value))
}

const notice = madeOnce(() =>
  z
    .strictObject({
      id: z.string().regex(/^[\w.-]{1,64}$/, 'expected 1 to 64 letters, digits, dots, dashes or underscores'),
      title: text(longestTitle),
      body: text(longestBody),
      severity: z.enum(['maintenance', 'information', 'incident']),
      from: moment(),
      until: moment().optional(),
      endpoints: z
        .array(z.string().regex(/^[A-Za-z0-9][\w.-]{0,63}$/, 'expected the id of an endpoint'))
        .max(mostEndpoints)
        .default([]),
      updates: z
        .array(z.strictObject({ at: moment(), body: text(longestBody) }))
        .max(mostUpdates)
        .default([]),
    })
    .refine(({ from, until }) => until === undefined || until > from, {
      path: ['until'],
      error: 'expected a moment after "from"',
    }),
)

/** The schema of the item `notices` as operators write it. */
export const noticesDocument = madeOnce(() =>
  z
    .array(notice())
    .max(mostNotices)
    .superRefine((notices, context) => {
      const ids = notices.map(({ id }) => id)
      for (const [at, id] of ids.entries())
        if (ids.indexOf(id) < at)
          context.addIssue({ code: 'custom', path: [at, 'id'], message: 'another notice has this id' })
    }),
)

/**
 * Reads the operator's item `notices`. One fault refuses the whole document, and what was shown before stays: a notice that
 * is half read could say that a maintenance never ends.
 */
export function parseNotices(value: unknown): ParsedNotices {
  const parsed = noticesDocument().safeParse(value)
  if (!parsed.success)
    return {
      value: undefined,
      problems: parsed.error.issues.map(issue => ({ path: joinPath(issue.path), message: issue.message })),
    }
  return { value: parsed.data.map(toNotice), problems: [] }
}

function toNotice({ until, updates, ...rest }: z.infer<ReturnType<typeof notice>>): Notice {
  return { ...rest, until, updates: [...updates].sort((one, other) => other.at - one.at) }
}
