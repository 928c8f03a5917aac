import { ApiError } from '@/lib/openai/api-error'
import type { Problem } from '@/lib/regions/problem'

/** A document in force: the store's own, the last good one of a store that is away or wrong, or the bundled one. */
export type DocumentView<T> = {
  readonly value: T
  readonly source: 'live' | 'last-good' | 'bundled'
  /** What is wrong with the store's document, if anything. */
  readonly problems: readonly Problem[]
  /** What came of the last look into the store; absent where there is none. */
  readonly lookup?: Lookup | undefined
  /** What the value was read from. */
  readonly document?: unknown
}

export type Lookup = 'found' | 'no-item' | 'no-answer'

/** One of the operator's documents, as one isolate knows it. */
export type LiveDocument<T> = {
  /** The document in force. Reads the store only where nothing recent is known; throws `configuration_error`. */
  current(): Promise<DocumentView<T>>
  /** The document as it was last read, however long ago; undefined where it never was. Reads nothing. */
  atHand(): DocumentView<T> | undefined
  /** Reads the store where the document begins to age. To be called after a response, so that no call waits for it. */
  refresh(): Promise<void>
}

type Options<T> = {
  /** The item's name in the store. */
  readonly name: string
  /** Reads the item within so many milliseconds, undefined where the store has none; absent where there is no store. */
  readonly read: ((limitMs: number) => Promise<unknown>) | undefined
  /** The document's value, undefined where it is none, and everything that is wrong with it. */
  readonly parse: (document: unknown) => {
    readonly value: T | undefined
    readonly problems: readonly Problem[]
  }
  /** Read only where it is wanted: that takes a cold isolate a twentieth of its first answer. */
  readonly bundled: () => T | undefined
  /** What the bundled value was read from. */
  readonly bundledDocument?: unknown
  /** Whether a store without the item is at fault; otherwise the bundled document is what it means. */
  readonly isRequired: boolean
  readonly now: () => number
  /** Told of each value that the store gives, before anybody goes by it. */
  readonly onValue?: (value: T) => void
  /** Told of problems once, when they first appear. */
  readonly onProblems: (problems: readonly Problem[]) => void
}

// Under traffic a document is read again before it is ten seconds old, which is as fast as the store itself propagates.
const refreshAfterMs = 5000
const oldestMs = 10_000
// A store that is away is asked again sooner, since what stands in for it may be wrong.
const retryAfterMs = 1000

// A call waits no longer for the store; behind the responses a slow one, far away or just being connected to, has its time.
const limitMs = 250
const limitBehindMs = 5000

/** Creates one isolate's view of a document. It keeps values, never promises: those must not be shared between requests. */
export function createLiveDocument<T>(options: Options<T>): LiveDocument<T> {
  const { read, now, onProblems } = options
  let good: Good<T> | undefined
  let problems: readonly Problem[] = []
  let lookup: Lookup | undefined
  let isLive = false
  let startedAt = Number.NEGATIVE_INFINITY
  let finishedAt = Number.NEGATIVE_INFINITY
  let reads = 0
  let foundBy = 0
  // Made once for many calls; undefined where it would not be right any more.
  let known: DocumentView<T> | undefined
  const bundled = readOnce(options.bundled)

  async function load(readItem: () => Promise<unknown>): Promise<void> {
    reads += 1
    const turn = reads
    startedAt = now()
    const found = await readDocument(readItem, { ...options, bundled })
    // Reads can overtake each other; what a later one has found stands.
    if (turn < foundBy) return
    foundBy = turn
    if (JSON.stringify(found.problems) !== JSON.stringify(problems)) onProblems(found.problems)
    problems = found.problems
    lookup = found.lookup
    isLive = found.good !== undefined
    good = found.good ?? good
    if (found.good !== undefined) options.onValue?.(found.good.value)
    finishedAt = now()
    known = undefined
  }

  // What lies ahead is of a clock that has been set back since.
  const isPast = (moment: number, milliseconds: number) => Math.abs(now() - moment) > milliseconds

  function view(): DocumentView<T> {
    known ??= inForce({ good, isLive, problems, lookup }, { ...options, bundled })
    return known
  }

  return {
    async current() {
      if (read !== undefined && isPast(finishedAt, oldestMs)) {
        await load(() => read(limitMs))
        // A store that was too slow for a call is asked again behind its response.
        if (lookup === 'no-answer') startedAt = Number.NEGATIVE_INFINITY
      }
      return view()
    },
    atHand() {
      if (read !== undefined && finishedAt === Number.NEGATIVE_INFINITY) return undefined
      return view()
    },
    async refresh() {
      const pauseMs = isLive ? refreshAfterMs : retryAfterMs
      if (read !== undefined && isPast(startedAt, pauseMs)) await load(() => read(limitBehindMs))
    },
  }
}

function readOnce<T>(read: () => T | undefined): () => T | undefined {
  let known: T | undefined
  return () => {
    known ??= read()
    return known
  }
}

type Good<T> = Pick<DocumentView<T>, 'value' | 'document'>

type Read<T> = Pick<DocumentView<T>, 'problems' | 'lookup'> & {
  readonly good: Good<T> | undefined
  readonly isLive: boolean
}

function inForce<T>(
  { good, isLive, ...told }: Read<T>,
  { name, bundled, bundledDocument }: Options<T>,
): DocumentView<T> {
  if (good !== undefined) return { ...good, source: isLive ? 'live' : 'last-good', ...told }
  const value = bundled()
  if (value !== undefined) return { value, document: bundledDocument, source: 'bundled', ...told }
  throw new ApiError(
    'configuration_error',
    `Not configured: connect an Edge Config store with the item "${name}".`,
  )
}

type Found<T> = {
  readonly good: Good<T> | undefined
  readonly problems: readonly Problem[]
  readonly lookup: Lookup
}

async function readDocument<T>(
  readItem: () => Promise<unknown>,
  { name, parse, bundled, bundledDocument, isRequired }: Options<T>,
): Promise<Found<T>> {
  const item = await readItem().then(
    value => ({ value }),
    () => undefined,
  )
  const nothing = (lookup: Lookup, message: string) => ({
    good: undefined,
    problems: [{ path: name, message }],
    lookup,
  })
  if (item === undefined) return nothing('no-answer', 'the store did not answer')
  if (item.value !== undefined) {
    const { value, problems } = parseWhole(item.value, { name, parse })
    return { good: goodOf(value, item.value), problems, lookup: 'found' }
  }
  if (isRequired) return nothing('no-item', 'the store has no such item')
  return { good: goodOf(bundled(), bundledDocument), problems: [], lookup: 'no-item' }
}

function goodOf<T>(value: T | undefined, document: unknown): Good<T> | undefined {
  return value === undefined ? undefined : { value, document }
}

// What is nested too deep to be written cannot be given a version, shown or compared either.
function parseWhole<T>(document: unknown, { name, parse }: Pick<Options<T>, 'name' | 'parse'>) {
  try {
    JSON.stringify(document)
    return parse(document)
  } catch (error) {
    const cause = error instanceof Error ? error.message : 'unknown'
    return { value: undefined, problems: [{ path: name, message: `cannot be read: ${cause}` }] }
  }
}
