import type { CanaryMark } from '@/lib/health/canary-mark'
import { longestCoolDownMs, remaining } from '@/lib/health/endpoint-health'

/** What the instances of one edge know together, as it was read from the shared store. Moments are by our own clock. */
export type SharedHealth = {
  /** By health key. */
  readonly models: ReadonlyMap<string, SharedModel>
  /** By endpoint. */
  readonly endpoints: ReadonlyMap<string, SharedEndpoint>
  /** By health key, of all edges. */
  readonly processing: ReadonlyMap<string, SharedProcessing>
}

export type SharedModel = {
  readonly at: number
  readonly succeeded: number
  readonly failed: number
  readonly coolUntil: number
  readonly openUntil: number
  /** An instance has tried it out and closed its circuit. */
  readonly isClosedAgain: boolean
}

export type SharedEndpoint = {
  /** When it was probed; undefined where that is too long ago. */
  readonly at: number | undefined
  readonly reachable: boolean
  readonly roundTripMs: number
  readonly coolUntil: number
  readonly egressRefusedUntil: number
}

export type SharedProcessing = { readonly at: number; readonly weight: number; readonly meanLog: number }

/** What one instance has to tell the others since it last did. Durations are in milliseconds from now. */
export type HealthNews = {
  readonly models: ReadonlyMap<string, ModelNews>
  readonly endpoints: ReadonlyMap<string, EndpointNews>
  readonly processing: ReadonlyMap<string, { readonly count: number; readonly sumLog: number }>
  /** The circuits, by health key, and the endpoints, by their ids, that have opened, or closed, or been lost to probes. */
  readonly openings: ReadonlyMap<string, boolean>
  /** The canary that has just been turned off. */
  readonly canaryOff?: CanaryMark | undefined
}

export type ModelNews = {
  readonly succeeded: number
  readonly failed: number
  readonly coolMs: number
  /** Negative where its circuit has closed. */
  readonly openMs: number
}

export type EndpointNews = {
  readonly reachable: boolean
  readonly roundTripMs: number
  readonly coolMs: number
  readonly egressRefusedMs: number
}

/** The fields as the store keeps them: what is known of an edge, and what all edges know; and its clock when it was read. */
export type StoredHealth = {
  readonly storeNow: number
  readonly edge: readonly (readonly [string, string])[]
  readonly processing: readonly (readonly [string, string])[]
  /** The canaries that are off, by version. */
  readonly canaries?: readonly (readonly [string, string])[]
}

// Older than this it is no longer news, and it is never from the future.
const lifetimeMs = 60_000
const aheadMs = 5000

const mostFields = 512
const mostCount = 1e6
const longestText = 128
// Stands in the place of a deadline.
const closedMark = 1
const longestMs = 60 * 60_000
const longestLog = Math.log(longestMs)

type Clock = { readonly now: number; readonly offset: number }

/**
 * Reads what the store keeps. Whatever is not a row, or is too old, or lies in the future says nothing; no deadline lies
 * further ahead than 15 minutes. The store's clock is turned into ours, so that the two need not agree.
 */
export function readSharedHealth({ storeNow, edge, processing }: StoredHealth, now: number): SharedHealth {
  const clock = { now, offset: now - storeNow }
  const rows = edge.slice(0, mostFields)
  const named = (prefix: string) =>
    rows.flatMap(([field, text]) =>
      field.startsWith(prefix) ? [[field.slice(prefix.length), text] as const] : [],
    )
  return {
    models: readRows(named('m/'), text => readModel(text, clock)),
    endpoints: readRows(named('e/'), text => readEndpoint(text, clock)),
    processing: readRows(processing.slice(0, mostFields), text => readProcessing(text, clock)),
  }
}

function readRows<T>(fields: StoredHealth['edge'], read: (text: string) => T | undefined): Map<string, T> {
  return new Map(
    fields.flatMap(([name, text]) => {
      const row = read(text)
      return row === undefined ? [] : [[name, row] as const]
    }),
  )
}

function readModel(text: string, clock: Clock): SharedModel | undefined {
  const [at, succeeded, failed, cool, open] = readNumbers(text, 5)
  if (at === undefined || succeeded === undefined || failed === undefined) return undefined
  if (cool === undefined || open === undefined || isAhead(at, clock)) return undefined
  const isNews = isRecent(at, clock)
  return {
    at: at + clock.offset,
    succeeded: isNews ? Math.min(succeeded, mostCount) : 0,
    failed: isNews ? Math.min(failed, mostCount) : 0,
    coolUntil: deadline(cool, clock),
    openUntil: deadline(open, clock),
    isClosedAgain: isNews && open === closedMark,
  }
}

function readEndpoint(text: string, clock: Clock): SharedEndpoint | undefined {
  const [at, reachable, roundTripMs, cool, egress] = readNumbers(text, 5)
  if (at === undefined || roundTripMs === undefined) return undefined
  if (cool === undefined || egress === undefined || isAhead(at, clock)) return undefined
  return {
    at: isRecent(at, clock) ? at + clock.offset : undefined,
    reachable: reachable === 1,
    roundTripMs: Math.min(roundTripMs, longestMs),
    coolUntil: deadline(cool, clock),
    egressRefusedUntil: deadline(egress, clock),
  }
}

function readProcessing(text: string, clock: Clock): SharedProcessing | undefined {
  const [at, weight, meanLog] = readNumbers(text, 3)
  if (at === undefined || weight === undefined || meanLog === undefined) return undefined
  if (isAhead(at, clock) || !isRecent(at, clock) || weight > mostCount || meanLog > longestLog)
    return undefined
  return { at: at + clock.offset, weight, meanLog }
}

function isAhead(at: number, { now, offset }: Clock): boolean {
  return at + offset > now + aheadMs
}

function isRecent(at: number, { now, offset }: Clock): boolean {
  return now - (at + offset) <= lifetimeMs
}

/** A row of so many numbers; empty where it is none. */
export function readNumbers(text: string, count: number): readonly number[] {
  const parts = text.length > longestText ? [] : text.split(' ')
  return parts.length === count && parts.every(part => /^\d+(\.\d+)?$/.test(part)) ? parts.map(Number) : []
}

function deadline(until: number, { now, offset }: Clock): number {
  return remaining(until + offset, { now, longestMs: longestCoolDownMs })
}
