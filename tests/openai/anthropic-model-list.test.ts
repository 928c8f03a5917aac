import Anthropic from '@anthropic-ai/sdk'
import { expect, it } from 'vitest'
import { anthropicModel, anthropicModelList } from '@/lib/openai/anthropic-model-list'
import { modelList } from '@/lib/openai/model-list'

const { data } = modelList(['claude-sonnet-4-5', 'gpt-4.1'])
const model = (id: string) => ({ type: 'model', id, display_name: id, created_at: '1970-01-01T00:00:00Z' })

it('the models are on one page, which says where it begins and ends', () => {
  expect(anthropicModelList(data)).toEqual({
    data: [model('claude-sonnet-4-5'), model('gpt-4.1')],
    has_more: false,
    first_id: 'claude-sonnet-4-5',
    last_id: 'gpt-4.1',
  })
})

it('a page without models begins and ends nowhere', () => {
  expect(anthropicModelList([])).toEqual({ data: [], has_more: false, first_id: null, last_id: null })
})

it('a model is told alone as in the list', () => {
  expect(data.map(anthropicModel)).toEqual([model('claude-sonnet-4-5'), model('gpt-4.1')])
})

it("Anthropic's own client reads them to their end", async () => {
  const fetch = async () => Response.json(anthropicModelList(data))
  const client = new Anthropic({ apiKey: 'sk-any', baseURL: 'https://gateway.example.com', fetch })
  const ids: string[] = []
  for await (const { id } of client.models.list()) ids.push(id)
  expect(ids).toEqual(['claude-sonnet-4-5', 'gpt-4.1'])
})
