import { describe, expect, it } from 'vitest'
import { expositionProblems } from './exposition-problems'

const counter = '# HELP a_total Calls.\n# TYPE a_total counter\n'
const histogram = '# HELP a_seconds Time.\n# TYPE a_seconds histogram\n'
const whole =
  'a_seconds_bucket{le="1"} 1\na_seconds_bucket{le="+Inf"} 2\na_seconds_sum 3\na_seconds_count 2\n'

describe('metrics in the text format', () => {
  it.each([
    ['a counter', `${counter}a_total{b="c",d="\\"\\\\\\n"} 1\na_total{b="e"} 1e+21\n`],
    ['a histogram', histogram + whole],
    ['one without samples', counter],
  ])('are fine: %s', (_, text) => {
    expect(expositionProblems(text)).toEqual([])
  })

  it.each([
    ['a line without an end', `${counter}a_total 1`],
    ['a series twice', `${counter}a_total{b="c"} 1\na_total{b="c"} 1\n`],
    ['a label twice', `${counter}a_total{b="c",b="d"} 1\n`],
    ['a label with a line break', `${counter}a_total{b="c\nd"} 1\n`],
    ['a label with a quote', `${counter}a_total{b="c"d"} 1\n`],
    ['a value that is none', `${counter}a_total one\n`],
    ['a value below nothing', `${counter}a_total -1\n`],
    ['a value of no number', `${counter}a_total NaN\n`],
    ['a sample of another name', `${counter}b_total 1\n`],
    ['no help', '# TYPE a_total counter\na_total 1\n'],
    ['an empty help', '# HELP a_total \n# TYPE a_total counter\na_total 1\n'],
    ['no type', '# HELP a_total Calls.\na_total 1\n'],
    ['a help after the samples', '# TYPE a_total counter\na_total 1\n# HELP a_total Calls.\n'],
    ['two places', `${counter}a_total 1\n# HELP b_total B.\n# TYPE b_total counter\n${counter}`],
    ['a counter without its ending', '# HELP a Calls.\n# TYPE a counter\na 1\n'],
    ['a gauge with a counter’s ending', '# HELP a_total Calls.\n# TYPE a_total gauge\na_total 1\n'],
    ['an abbreviated unit', '# HELP a_ms Time.\n# TYPE a_ms gauge\na_ms 1\n'],
    ['another unit', '# HELP a_milliseconds Time.\n# TYPE a_milliseconds gauge\na_milliseconds 1\n'],
    ['camel case', '# HELP anOdd Time.\n# TYPE anOdd gauge\nanOdd 1\n'],
    ['buckets out of order', `${histogram}${whole.replace('"1"', '"9"').replace('"+Inf"', '"2"')}`],
    ['buckets that fall', `${histogram}${whole.replace('"1"} 1', '"1"} 3')}`],
    ['a count of its own', `${histogram}${whole.replace('count 2', 'count 3')}`],
    ['no endless bucket', `${histogram}${whole.replace('a_seconds_bucket{le="+Inf"} 2\n', '')}`],
    ['no sum', `${histogram}${whole.replace('a_seconds_sum 3\n', '')}`],
  ])('are refused with %s', (_, text) => {
    expect(expositionProblems(text)).not.toEqual([])
  })
})
