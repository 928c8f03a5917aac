import * as z from 'zod'
import { autoModel, type Models } from '@/lib/models/catalogue'
import { isObject } from '@/lib/openai/is-object'
import { joinPath } from '@/lib/openai/join-path'
import type { Problem } from '@/lib/regions/problem'
import { unknownIn } from '@/lib/regions/unknown-in'

/** The models of a document, undefined where it is none, and what is wrong with it. */
export type ParsedModels = { readonly value: Models | undefined; readonly problems: readonly Problem[] }

// No token costs as much as a dollar.
const dollars = z.number().min(0).max(1e6)
const mark = z.number().min(1).max(10).optional()
const tokens = z.int().min(1).optional()
const name = z.string().min(1).max(256)

const price = z.object({
  input: dollars,
  output: dollars,
  cachedInput: dollars.optional(),
  audioInput: dollars.optional(),
  audioOutput: dollars.optional(),
})

const model = z.object({
  price: price.optional(),
  contextWindow: tokens,
  maxOutputTokens: tokens,
  fallbacks: z.array(name).default([]),
  cacheTtlSeconds: z
    .int()
    .min(0)
    .max(30 * 24 * 60 * 60)
    .default(0),
  quality: mark,
  speed: mark,
  abilities: z.array(z.enum(['tools', 'images', 'reasoning', 'embeddings'])).optional(),
})

const task = z.object({
  model: name.optional(),
  maxTokens: tokens,
  temperature: z.number().min(0).max(2).optional(),
  priority: z.enum(['cost', 'speed', 'quality']).optional(),
})

// Callers send a task's id as a header.
const taskId = z
  .string()
  .regex(/^[\w.:-]{1,64}$/, 'expected 1 to 64 letters, digits, dots, colons, dashes or underscores')
  .refine(id => id !== autoModel, `"${autoModel}" stands for a choice among all models`)

/** The schema of the item `models` as operators write it. */
export const modelsDocument = z.object({
  catalogue: z.record(name, model).default({}),
  aliases: z.record(name, name).default({}),
  tasks: z.record(taskId, task).default({}),
})

const none: Models = { catalogue: new Map(), aliases: new Map(), tasks: new Map() }

/**
 * Reads the operator's item `models`; what `bundled` holds and it does not name stays as it is. One fault refuses the
 * whole document: a price that is dropped would let its model be used for nothing. A field that nobody reads is told of, and
 * the rest is taken: the document may be written for a later version.
 */
export function parseModels(
  value: unknown,
  { bundled = none }: { bundled?: Models | undefined } = {},
): ParsedModels {
  const parsed = modelsDocument.safeParse(value)
  if (!parsed.success)
    return {
      value: undefined,
      problems: parsed.error.issues.map(issue => ({ path: joinPath(issue.path), message: messageOf(issue) })),
    }
  const { catalogue, aliases, tasks } = parsed.data
  const all = { ...Object.fromEntries(bundled.aliases), ...aliases }
  const circles = Object.keys(aliases).filter(alias => leadsInCircles(alias, all))
  if (circles.length > 0)
    return {
      value: undefined,
      problems: circles.map(alias => ({
        path: joinPath(['aliases', alias]),
        message: 'leads back to itself',
      })),
    }
  return {
    value: {
      catalogue: new Map([...bundled.catalogue, ...mapped(catalogue, toModel)]),
      aliases: new Map([...bundled.aliases, ...Object.entries(aliases)]),
      tasks: new Map([...bundled.tasks, ...mapped(tasks, toTask)]),
    },
    problems: unknownFields(value),
  }
}

function unknownFields(document: unknown): readonly Problem[] {
  const rows = (section: string) => {
    const found = isObject(document) ? document[section] : undefined
    return Object.entries(isObject(found) ? found : {}).map(([id, value]) => ({
      path: joinPath([section, id]),
      value,
    }))
  }
  const inCatalogue = rows('catalogue').flatMap(({ path, value }) => [
    ...unknownIn({ path, value }, Object.keys(model.shape)),
    ...unknownIn(
      { path: `${path}.price`, value: isObject(value) ? value.price : undefined },
      Object.keys(price.shape),
    ),
  ])
  return [...inCatalogue, ...rows('tasks').flatMap(row => unknownIn(row, Object.keys(task.shape)))]
}

function messageOf(issue: z.core.$ZodIssue): string {
  return (issue.code === 'invalid_key' ? issue.issues[0]?.message : undefined) ?? issue.message
}

function leadsInCircles(alias: string, aliases: Readonly<Record<string, string>>): boolean {
  let at: string | undefined = alias
  for (let steps = 0; at !== undefined; steps++) {
    if (steps > Object.keys(aliases).length) return true
    at = Object.hasOwn(aliases, at) ? aliases[at] : undefined
  }
  return false
}

function mapped<Row, T>(rows: Readonly<Record<string, Row>>, read: (row: Row, key: string) => T) {
  return Object.entries(rows).map(([key, row]) => [key, read(row, key)] as const)
}

function toModel(row: z.infer<typeof model>) {
  const { price, contextWindow, maxOutputTokens, quality, speed, fallbacks, cacheTtlSeconds, abilities } = row
  return {
    price,
    contextWindow,
    maxOutputTokens,
    quality,
    speed,
    fallbacks,
    cacheTtlSeconds,
    ...(abilities && { abilities }),
  }
}

function toTask({ model, maxTokens, temperature, priority }: z.infer<typeof task>, id: string) {
  return { id, model: model === autoModel ? undefined : model, maxTokens, temperature, priority }
}
