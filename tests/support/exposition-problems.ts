import { type ReadMetric, type ReadSample, readExposition } from './read-exposition'

/**
 * What `promtool check metrics` would say of metrics in Prometheus' text format, and what a server refuses beyond it: series
 * that come twice, histograms that do not add up. Source: prometheus/client_golang, prometheus/testutil/promlint.
 */
export function expositionProblems(text: string): readonly string[] {
  try {
    return readExposition(text).flatMap(metric =>
      [...nameProblems(metric), ...labelProblems(metric), ...valueProblems(metric)].map(
        problem => `${metric.name} ${problem}`,
      ),
    )
  } catch (error) {
    return [String(error)]
  }
}

const types = ['counter', 'gauge', 'histogram']
const abbreviations = ['s', 'ms', 'us', 'ns', 'sec', 'b', 'kb', 'mb', 'gb', 'tb', 'pb', 'm', 'h', 'd']
const otherUnits = [
  ...['milliseconds', 'microseconds', 'nanoseconds', 'minutes', 'hours', 'days', 'weeks'],
  ...['bits', 'kilobytes', 'megabytes', 'gigabytes', 'percent', 'percentage', 'cents'],
]

function nameProblems({ name, help, type = 'untyped' }: ReadMetric): readonly string[] {
  const parts = name.split('_')
  const isCounter = type === 'counter'
  return [
    ...problem(!help, 'has no help text'),
    ...problem(!types.includes(type), `is of the type ${type}`),
    ...problem(isCounter && !name.endsWith('_total'), 'is a counter and does not end in _total'),
    ...problem(!isCounter && name.endsWith('_total'), 'ends in _total and is no counter'),
    ...problem(/_(bucket|sum|count)$/.test(name), 'has the ending of a part of a histogram'),
    ...problem(name.includes(':'), 'has a colon, which is for recorded rules'),
    ...problem(/[a-z][A-Z]/.test(name), 'is in camel case'),
    ...problem(
      parts.some(part => types.includes(part)),
      'has its type in its name',
    ),
    ...problem(
      parts.some(part => abbreviations.includes(part)),
      'has an abbreviated unit',
    ),
    ...problem(
      parts.some(part => otherUnits.includes(part)),
      'is not in a base unit',
    ),
  ]
}

function labelProblems({ type, samples }: ReadMetric): readonly string[] {
  const names = samples.flatMap(({ labels }) => [...labels.keys()])
  const series = samples.map(({ name, labels }) => `${name} ${keyOf(labels)}`)
  return [
    ...problem(new Set(series).size < series.length, 'has a series twice'),
    ...problem(type !== 'histogram' && names.includes('le'), 'has the label of a histogram'),
    ...problem(
      names.some(name => /[a-z][A-Z]|^__/.test(name)),
      'has a label in camel case or of Prometheus itself',
    ),
  ]
}

function valueProblems({ type, samples }: ReadMetric): readonly string[] {
  const isSum = type === 'counter' || type === 'histogram'
  const isNegative = samples.some(({ value }) => !(value >= 0 && Number.isFinite(value)))
  if (type !== 'histogram') return problem(isSum && isNegative, 'counts down or endlessly')
  const each = new Map<string, ReadSample[]>()
  for (const sample of samples) {
    const key = keyOf(new Map([...sample.labels].filter(([name]) => name !== 'le')))
    each.set(key, [...(each.get(key) ?? []), sample])
  }
  return [
    ...problem(isNegative, 'counts down or endlessly'),
    ...[...each].flatMap(([key, parts]) => problem(!isHistogram(parts), `is no histogram: ${key}`)),
  ]
}

function isHistogram(parts: readonly ReadSample[]): boolean {
  const ending = (suffix: string) => parts.filter(({ name }) => name.endsWith(suffix))
  const buckets = ending('_bucket')
  const bounds = buckets.map(({ labels }) => Number((labels.get('le') ?? 'NaN').replace('Inf', 'Infinity')))
  const counts = buckets.map(({ value }) => value)
  return (
    bounds.at(-1) === Number.POSITIVE_INFINITY &&
    bounds.every((bound, at) => at === 0 || bound > (bounds[at - 1] ?? 0)) &&
    counts.every((count, at) => at === 0 || count >= (counts[at - 1] ?? 0)) &&
    ending('_sum').length === 1 &&
    ending('_count').length === 1 &&
    ending('_count')[0]?.value === counts.at(-1)
  )
}

function keyOf(labels: ReadonlyMap<string, string>): string {
  return [...labels]
    .map(([name, value]) => `${name}="${value}"`)
    .sort()
    .join(',')
}

function problem(isOne: boolean, text: string): readonly string[] {
  return isOne ? [text] : []
}
