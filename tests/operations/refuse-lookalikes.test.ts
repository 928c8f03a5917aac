import { describe, expect, it } from 'vitest'
import { operations } from '@/lib/operations/operations'
import { refuseLookalikes } from '@/lib/operations/refuse-lookalikes'

const formats = operations.flatMap(operation => ('format' in operation ? [operation.format] : []))
const [chat] = formats
if (chat === undefined) throw new Error('There is no chat.')

const check = (...names: readonly string[]) => refuseLookalikes(names, chat)

describe('a name that is read as another', () => {
  it.each([
    ['Model', 'model'],
    ['MODEL', 'model'],
    ['mOdel', 'model'],
    ['MAX_TOKENS', 'max_tokens'],
    ['Max_Completion_Tokens', 'max_completion_tokens'],
    ['Stream', 'stream'],
    ['N', 'n'],
    ['ſtream', 'stream'],
    ['max_toKens', 'max_tokens'],
    ['ｍodel', 'model'],
    ['reasonıng_effort', 'reasoning_effort'],
  ])('is refused: %s', (name, plain) => {
    const message = `The body names '${name}', which some endpoints read as '${plain}'. Write '${plain}', once.`
    const refusal = expect.objectContaining({ code: 'duplicate_key', status: 400, message })
    expect(() => check('messages', name)).toThrow(refusal)
    expect(() => check(plain, name)).toThrow(expect.objectContaining({ details: { param: name } }))
  })

  it.each(formats.map(format => [format.name, format] as const))(
    'is refused for every member that is read: %s',
    (_, format) => {
      const names = Object.keys(format.schema().shape)
      expect(names).toContain('model')
      expect(() => refuseLookalikes(names, format)).not.toThrow()
      for (const name of names)
        expect(() => refuseLookalikes([name.toUpperCase()], format)).toThrow(name.toUpperCase())
    },
  )
})

describe('a name that is read as itself alone', () => {
  it.each([
    'model',
    'max_tokens',
    'yet_to_be_invented',
    'Model2',
    'dataSources',
    'mô_hình',
    'constructor',
    'CONSTRUCTOR',
    '',
    `MODEL${'L'.repeat(5000)}`,
  ])('passes: %s', name => {
    expect(() => check(name)).not.toThrow()
  })
})
