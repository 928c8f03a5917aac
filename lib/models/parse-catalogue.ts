import * as z from 'zod'
import type { Catalogue } from '@/lib/models/catalogue'
import { joinPath } from '@/lib/openai/join-path'
import type { Problem } from '@/lib/regions/problem'

/** The catalogue of a document, or, where it is none, only what is wrong with it. */
export type ParsedCatalogue = { readonly value: Catalogue | undefined; readonly problems: readonly Problem[] }

// No token costs as much as a dollar.
const dollars = z.number().min(0).max(1e6)
const mark = z.number().min(1).max(10).optional()
const tokens = z.int().min(1).optional()

const model = z.strictObject({
  price: z
    .strictObject({
      input: dollars,
      output: dollars,
      cachedInput: dollars.optional(),
      audioInput: dollars.optional(),
      audioOutput: dollars.optional(),
    })
    .optional(),
  contextWindow: tokens,
  maxOutputTokens: tokens,
  fallbacks: z.array(z.string().min(1)).default([]),
  cacheTtlSeconds: z
    .int()
    .min(0)
    .max(30 * 24 * 60 * 60)
    .default(0),
  quality: mark,
  speed: mark,
})

const document = z.object({ catalogue: z.record(z.string().min(1).max(256), model).default({}) })

/**
 * Reads the operator's item `models`; models of `bundled` that it does not name stay as they are. One fault refuses the
 * whole document: a price that is dropped would let its model be used for nothing.
 */
export function parseCatalogue(
  value: unknown,
  { bundled = new Map() }: { bundled?: Catalogue | undefined } = {},
): ParsedCatalogue {
  const parsed = document.safeParse(value)
  if (!parsed.success)
    return {
      value: undefined,
      problems: parsed.error.issues.map(issue => ({ path: joinPath(issue.path), message: issue.message })),
    }
  const own = Object.entries(parsed.data.catalogue)
  return {
    value: new Map([...bundled, ...own.map(([name, row]) => [name, toModel(row)] as const)]),
    problems: [],
  }
}

function toModel(row: z.infer<typeof model>) {
  const { price, contextWindow, maxOutputTokens, quality, speed, fallbacks, cacheTtlSeconds } = row
  return { price, contextWindow, maxOutputTokens, quality, speed, fallbacks, cacheTtlSeconds }
}
