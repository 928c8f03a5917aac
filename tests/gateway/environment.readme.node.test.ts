import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { settingNames } from '@/lib/gateway/environment'

it('the README’s table of settings names each that is read, and no other', () => {
  const [, section = ''] = readFileSync('README.md', 'utf8').split('\n## Settings\n')
  const rows =
    section
      .split('\n## ')[0]
      ?.split('\n')
      .filter(line => line.startsWith('| `')) ?? []
  const named = rows.flatMap(row => namesIn(row.split(' | ')[0] ?? ''))
  expect([...named].sort()).toEqual(settingNames.filter(name => !name.startsWith('VERCEL')).sort())
})

// `OTEL_EXPORTER_OTLP_ENDPOINT`, `_HEADERS` and `OTEL_TRACES_SAMPLER` (`_ARG`) name four.
function namesIn(cell: string): readonly string[] {
  const names: string[] = []
  for (const [, opened, name = ''] of cell.matchAll(/(\()?`([A-Z_0-9]+)(?:=\S*)?`/g)) {
    const last = names.at(-1) ?? ''
    const stem = opened === undefined ? last.replace(/_[A-Z0-9]+$/, '') : last
    names.push(name.startsWith('_') ? stem + name : name)
  }
  return names
}
