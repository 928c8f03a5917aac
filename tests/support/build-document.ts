/** A row of `endpoints` as an operator writes it, with what is required and nothing else. */
export function buildRow(overrides: Readonly<Record<string, unknown>> = {}) {
  return {
    baseUrl: 'https://api.example.com/v1',
    apiKeyEnv: 'UPSTREAM_KEY',
    region: 'sin1',
    zone: 'APAC',
    models: ['*'],
    ...overrides,
  }
}

/** A region map as an operator writes it: one good endpoint, `sin`, unless the test names others. */
export function buildDocument(overrides: Readonly<Record<string, unknown>> = {}) {
  return { version: 1, endpoints: { sin: buildRow() }, ...overrides }
}
