/** One line of measured values, with its place in the text. */
export type ReadSample = {
  readonly name: string
  readonly labels: ReadonlyMap<string, string>
  readonly value: number
}

export type ReadMetric = {
  readonly name: string
  readonly help: string | undefined
  readonly type: string | undefined
  readonly samples: readonly ReadSample[]
}

type Unfinished = { readonly name: string; help?: string; type?: string; samples: ReadSample[] }

const sampleLine = /^(?<name>[a-zA-Z_:][\w:]*)(?:\{(?<labels>.*)\})? (?<value>\S+)$/
const label = /(?<name>[a-zA-Z_]\w*)="(?<value>(?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/y
const values = /^[+-]?(\d+(\.\d+)?(e[+-]?\d+)?|Inf|NaN)$/i

/**
 * Reads Prometheus' text format strictly; throws at what is none.
 * Source: https://prometheus.io/docs/instrumenting/exposition_formats/#text-format-details
 */
export function readExposition(text: string): readonly ReadMetric[] {
  if (!text.endsWith('\n')) throw new Error('The last line has no end.')
  const metrics: Unfinished[] = []
  const begin = (name: string): Unfinished => {
    const last = metrics.at(-1)
    if (last?.name === name) return last
    if (metrics.some(each => each.name === name)) throw new Error(`${name} stands in two places.`)
    const metric: Unfinished = { name, samples: [] }
    metrics.push(metric)
    return metric
  }
  for (const line of text.split('\n').slice(0, -1)) {
    const [, kind, name = '', told = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? []
    if (kind === undefined) {
      const sample = readSample(line)
      const metric = metrics.at(-1)
      if (metric === undefined || !isOf(metric, sample))
        throw new Error(`${line} stands below no metric of its name.`)
      metric.samples.push(sample)
      continue
    }
    const metric = begin(name)
    const field = kind === 'HELP' ? 'help' : 'type'
    if (metric[field] !== undefined || metric.samples.length > 0) throw new Error(`${line} comes too late.`)
    metric[field] = told
  }
  return metrics.map(({ help, type, ...metric }) => ({ ...metric, help, type }))
}

function readSample(line: string): ReadSample {
  const { name = '', labels = '', value = '' } = sampleLine.exec(line)?.groups ?? {}
  if (!values.test(value)) throw new Error(`${line} is no sample.`)
  return { name, labels: readLabels(labels), value: Number(value.replace(/Inf/i, 'Infinity')) }
}

function readLabels(text: string): ReadonlyMap<string, string> {
  const read = new Map<string, string>()
  label.lastIndex = 0
  while (label.lastIndex < text.length) {
    const { name = '', value = '' } = label.exec(text)?.groups ?? {}
    if (name === '' || read.has(name)) throw new Error(`{${text}} is no list of labels.`)
    read.set(name, value)
  }
  return read
}

function isOf({ name, type }: { name: string; type?: string }, sample: ReadSample): boolean {
  if (type !== 'histogram') return sample.name === name
  return ['_bucket', '_sum', '_count'].some(suffix => sample.name === name + suffix)
}
