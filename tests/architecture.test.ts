import { fileURLToPath } from 'node:url'
import { describe, expect, it, vi } from 'vitest'
import { plantedCode } from './architecture/planted-code'
import { plantedImports } from './architecture/planted-imports'
import { plantedLayout } from './architecture/planted-layout'
import { plantedSizes } from './architecture/planted-sizes'
import { readProject } from './architecture/read-project'
import { rules } from './architecture/rules'

// The first rule of a kind reads all sources' syntax.
vi.setConfig({ testTimeout: 30_000 })

const planted = [...plantedImports, ...plantedCode, ...plantedSizes, ...plantedLayout]

describe('the project', () => {
  const project = readProject(fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, ''))

  it.each(Object.entries(rules))('%s', (_, rule) => {
    expect(rule(project)).toEqual([])
  })

  it('is read with its sources', () => {
    const names = project.map(({ name }) => name)
    expect(names).toContain('tests/architecture.test.ts')
    expect(names).toContain('package.json')
  })
})

describe('a planted fault is found, and nothing else', () => {
  it.each(planted.map(fault => [fault.rule, fault] as const))('%s', (name, { files, found }) => {
    const project = Object.entries(files).map(([name, text]) => ({ name, text }))
    expect(rules[name]?.(project)).toEqual(found)
  })

  it('for every rule', () => {
    const proven = planted.filter(({ found }) => found.length > 0).map(({ rule }) => rule)
    expect(Object.keys(rules).filter(rule => !proven.includes(rule))).toEqual([])
  })
})
