import { describe, expect, it } from 'vitest'
import { parseEnvironment } from '@/lib/gateway/environment'

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example.com' }

const tracesOf = (values: Readonly<Record<string, string>>) =>
  parseEnvironment({ ...endpoint, ...values }).traces

describe('where traces go', () => {
  it('is nowhere without an address', () => {
    const values = {
      OTEL_EXPORTER_OTLP_HEADERS: 'a=b',
      OTEL_SERVICE_NAME: 'x',
      OTEL_TRACES_SAMPLER: 'always_on',
    }
    expect(parseEnvironment(values)).toMatchObject({ traces: undefined, problems: [] })
    expect(parseEnvironment({ OTEL_EXPORTER_OTLP_ENDPOINT: '' }).traces).toBeUndefined()
  })

  it.each([
    ['https://collector.example.com', 'https://collector.example.com/v1/traces'],
    ['http://127.0.0.1:4318/', 'http://127.0.0.1:4318/v1/traces'],
    ['https://otlp.example.com/otlp//', 'https://otlp.example.com/otlp/v1/traces'],
    ['https://otlp.example.com/otlp?key=k', 'https://otlp.example.com/otlp/v1/traces?key=k'],
  ])('is below %s', (OTEL_EXPORTER_OTLP_ENDPOINT, url) => {
    expect(tracesOf({ OTEL_EXPORTER_OTLP_ENDPOINT })?.url).toBe(url)
  })

  it.each<[string, Readonly<Record<string, string>>]>([
    ['', {}],
    ['x-key=k', { 'x-key': 'k' }],
    [' Authorization = Basic%20dTpw== , x-b=a%2C', { Authorization: 'Basic dTpw==', 'x-b': 'a,' }],
    ['a=b,,', { a: 'b' }],
    ['a=', { a: '' }],
  ])('with the headers "%s"', (OTEL_EXPORTER_OTLP_HEADERS, headers) => {
    expect(tracesOf({ OTEL_EXPORTER_OTLP_HEADERS })?.headers).toEqual(headers)
  })

  it('says whose they are', () => {
    expect(tracesOf({})?.resource).toEqual({ 'service.name': 'isochrone' })
    expect(
      tracesOf({
        VERCEL_ENV: 'preview',
        OTEL_RESOURCE_ATTRIBUTES: 'team=a%20b,service.name=other',
        OTEL_SERVICE_NAME: ' edge ',
      })?.resource,
    ).toEqual({ 'service.name': 'edge', 'deployment.environment.name': 'preview', team: 'a b' })
  })

  it.each([
    [{}, { obeysCaller: true, share: 1 }],
    [{ OTEL_TRACES_SAMPLER: 'always_off' }, { obeysCaller: false, share: 0 }],
    [
      { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.25' },
      { obeysCaller: true, share: 0.25 },
    ],
    [
      { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' },
      { obeysCaller: false, share: 0 },
    ],
    [{ OTEL_TRACES_SAMPLER: 'traceidratio' }, { obeysCaller: false, share: 1 }],
  ])('are those that %j says', (values, sampler) => {
    expect(tracesOf(values)?.sampler).toEqual(sampler)
  })
})

describe('where lines go', () => {
  const url = 'https://influx.example.com/api/v2/write?org=o&bucket=b%20c'

  it('is the whole URL, with the token beside it', () => {
    expect(parseEnvironment({ INFLUX_URL: url, INFLUX_TOKEN: ' t ' }).lines).toEqual({ url, token: 't' })
    expect(parseEnvironment({ INFLUX_URL: url }).lines).toEqual({ url, token: undefined })
    expect(parseEnvironment({ INFLUX_TOKEN: 't' }).lines).toBeUndefined()
  })

  it('takes nanoseconds, whatever the URL says of precision', () => {
    const lines = parseEnvironment({ INFLUX_URL: 'http://127.0.0.1:8086/write?db=d&precision=ms&u=v' }).lines
    expect(lines?.url).toBe('http://127.0.0.1:8086/write?db=d&u=v')
  })
})

describe('a setting that cannot be read', () => {
  it.each([
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'grpc://collector'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'https://user:CANARY@collector.example.com'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'CANARY'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'a=b,=CANARY'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'a=%E0%A4%A'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'a b=CANARY'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'a=CANARY%0D%0Ax: y'],
    ['OTEL_TRACES_SAMPLER', 'sometimes'],
    ['OTEL_TRACES_SAMPLER_ARG', '1.5'],
    ['OTEL_TRACES_SAMPLER_ARG', 'half'],
    ['OTEL_RESOURCE_ATTRIBUTES', 'a'],
    ['INFLUX_URL', 'ftp://influx.example.com'],
    ['INFLUX_URL', 'https://CANARY@influx.example.com'],
    ['INFLUX_TOKEN', 'CANARY\nx'],
  ])('is named without its value: %s=%j', (name, value) => {
    const environment = parseEnvironment({ [name]: value })
    expect(environment.problems.map(({ path }) => path)).toEqual([name])
    expect(JSON.stringify(environment.problems)).not.toContain('CANARY')
    expect([environment.traces, environment.lines]).toEqual([undefined, undefined])
  })
})
