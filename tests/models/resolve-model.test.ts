import { describe, expect, it } from 'vitest'
import { type Meant, resolveModel } from '@/lib/models/resolve-model'
import { modelsOf } from '../support/models-of'

const models = modelsOf({
  aliases: {
    fast: 'gpt-5-nano',
    quick: 'fast',
    sum: 'summary',
    draft: 'gpt-4.1',
    whatever: 'auto',
  },
  tasks: {
    summary: { model: 'quick', maxTokens: 300 },
    draft: { model: 'o3' },
    open: { priority: 'speed' },
    sure: { model: 'claude-opus-5' },
    loose: { model: 'whatever' },
  },
})

const meant = (asked: string, taskId: string | null = null) => resolveModel(asked, { taskId, models })
const told = ({ model, task, reason }: Meant) => [model, task?.id, reason]

describe('a name stands for', () => {
  it.each<[string, string, readonly (string | undefined)[]]>([
    ['the model of that name', 'gpt-4.1', ['gpt-4.1', undefined, 'asked']],
    ['a model that nobody has heard of', 'toString', ['toString', undefined, 'asked']],
    ['what its alias says', 'fast', ['gpt-5-nano', undefined, 'alias']],
    ['what the alias of its alias says', 'quick', ['gpt-5-nano', undefined, 'alias']],
    ['the alias before the task of the same name', 'draft', ['gpt-4.1', undefined, 'alias']],
    ['a task, and the model behind its alias', 'summary', ['gpt-5-nano', 'summary', 'task']],
    ['the task behind its alias', 'sum', ['gpt-5-nano', 'summary', 'task']],
    ['a task that has one chosen', 'open', [undefined, 'open', 'task']],
    ['a choice', 'auto', [undefined, undefined, 'auto']],
    ['the choice behind its alias', 'whatever', [undefined, undefined, 'auto']],
  ])('%s: %s', (_, asked, expected) => {
    expect(told(meant(asked))).toEqual(expected)
  })

  it('the choice that its task’s alias leads to', () => {
    expect(told(meant('loose'))).toEqual([undefined, 'loose', 'task'])
  })
})

describe('a task that is named beside', () => {
  it.each<[string, string, readonly (string | undefined)[]]>([
    ['auto is that of the call', 'auto', ['claude-opus-5', 'sure', 'task']],
    ['an alias of auto is that of the call', 'whatever', ['claude-opus-5', 'sure', 'task']],
    ['a model changes nothing', 'gpt-4.1', ['gpt-4.1', undefined, 'asked']],
    ['another task changes nothing', 'open', [undefined, 'open', 'task']],
  ])('%s', (_, asked, expected) => {
    expect(told(meant(asked, 'sure'))).toEqual(expected)
  })

  it('is found by its own name, whatever alias has it too', () => {
    expect(told(meant('auto', 'draft'))).toEqual(['o3', 'draft', 'task'])
  })

  it.each(['unheard-of', 'toString', 'Sure', 'sum'])('auto and is none is refused: %s', taskId => {
    expect(() => meant('auto', taskId)).toThrow(
      expect.objectContaining({ code: 'invalid_request', status: 400, details: { param: 'x-task' } }),
    )
  })

  it('and is none is passed over where a model is asked for', () => {
    expect(told(meant('gpt-4.1', 'unheard-of'))).toEqual(['gpt-4.1', undefined, 'asked'])
  })

  it('auto and is empty is as good as none', () => {
    expect(told(meant('auto', ''))).toEqual([undefined, undefined, 'auto'])
  })
})

it('the task is given with all that it says', () => {
  expect(meant('summary').task).toMatchObject({ id: 'summary', maxTokens: 300 })
})
