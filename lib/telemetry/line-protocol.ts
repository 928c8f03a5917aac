import { harmlessText } from '@/lib/telemetry/harmless-text'

type Values<T> = Readonly<Record<string, T | undefined>>

/** A point of a time series. */
export type Point = {
  readonly measurement: string
  /** What it is looked up by: each of few values. */
  readonly tags: Values<string>
  /** Fields that are whole numbers. */
  readonly counts: Values<number>
  readonly measures: Values<number>
  readonly texts: Values<string>
  readonly atMs: number
  /** Beyond the millisecond, 0 to 999,999. */
  readonly nanoseconds: number
}

/**
 * A point in InfluxDB's line protocol, without a line break; it must have a field.
 * Source: https://docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol/
 */
export function lineProtocol(point: Point): string {
  const { measurement, tags, counts, measures, texts, atMs, nanoseconds } = point
  // The server sorts them otherwise.
  const sorted = Object.entries(tags).sort(([one], [other]) => (one < other ? -1 : 1))
  const head = [
    measurement.replace(/[, ]/g, '\\$&'),
    ...sorted.flatMap(([name, value]) => (value ? `${name}=${tagValue(value)}` : [])),
  ]
  const fields = [
    ...written(counts, value => `${Math.round(value)}i`),
    ...written(measures, float),
    ...written(texts, value => `"${plain(value).replace(/["\\]/g, '\\$&')}"`),
  ]
  const time = `${Math.floor(atMs)}${String(nanoseconds).padStart(6, '0')}`
  return `${head.join(',')} ${fields.join(',')} ${time}`
}

function written<T>(values: Values<T>, write: (value: T) => string): readonly string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const isWritable = typeof value !== 'number' || Number.isFinite(value)
    return value === undefined || !isWritable ? [] : `${name}=${write(value)}`
  })
}

// Of a backslash before another sign, or at the end, each parser makes something else.
function tagValue(value: string): string {
  return plain(value).replaceAll('\\', '_').replace(/[,= ]/g, '\\$&')
}

// A line break would begin another point.
function plain(value: string): string {
  return harmlessText(value).replace(/[\p{Cc}\u2028\u2029]/gu, '_')
}

// Not every parser knows exponents.
function float(value: number): string {
  const text = String(value)
  return text.includes('e') ? value.toFixed(9) : text
}
