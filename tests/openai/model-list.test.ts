import { expect, it } from 'vitest'
import { modelList } from '@/lib/openai/model-list'

it("is OpenAI's list, each model once, in alphabetical order", () => {
  const model = (id: string) => ({ id, object: 'model', created: 0, owned_by: 'isochrone' })
  expect(modelList(new Set(['o4-mini', 'gpt-4.1', 'gpt-4.1-mini']))).toEqual({
    object: 'list',
    data: [model('gpt-4.1'), model('gpt-4.1-mini'), model('o4-mini')],
  })
  expect(modelList(['b', 'a', 'b']).data.map(({ id }) => id)).toEqual(['a', 'b'])
})

it('is a list without models too', () => {
  expect(modelList([])).toEqual({ object: 'list', data: [] })
})
