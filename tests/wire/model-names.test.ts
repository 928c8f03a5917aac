import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { isRecord } from '../world/is-record'
import { callLine } from './support/call-lines'
import { expectError } from './support/expect-error'
import { readCosts } from './support/read-report'
import { chatBody, type Reply } from './support/send-to'
import { type ModelStand, startModels } from './support/start-models'

const served = { 'gpt-4.1': 'gpt-4-1-prod', 'gpt-4.1-mini': 'mini-prod', 'o4-mini': 'o4-mini' }
const aliases = {
  gpt4: 'gpt-4.1',
  best: 'gpt4',
  small: 'gpt-4.1-mini',
  coder: 'code-generation',
  ghost: 'gpt-nobody',
}
const tasks = {
  'code-generation': { model: 'small', maxTokens: 40, temperature: 0.2 },
  thought: { model: 'o4-mini', maxTokens: 25, temperature: 0.5 },
  wild: { model: 'gpt-4.1', temperature: 1.5 },
  swift: { priority: 'speed', maxTokens: 30 },
  haunted: { model: 'ghost' },
}
const plans = {
  'by-alias': { models: ['gpt4'] },
  'by-model': { models: ['gpt-4.1'] },
  'by-task': { models: ['code-generation'] },
  'by-another': { models: ['gpt-4.1-mini'] },
}

let stand: ModelStand
beforeAll(async () => {
  stand = await startModels({
    endpoints: { us: { row: { models: served } } },
    models: { aliases, tasks },
    plans,
  })
})
beforeEach(() => stand.reset())
afterAll(() => stand.close())

const ask = (model: string, changes: object = {}, headers: Record<string, string> = {}) =>
  stand.call('warm', { headers, body: chatBody({ model, ...changes }) })

const asTask = (changes: object = {}, task = 'code-generation') => ask('auto', changes, { 'x-task': task })

/** The one body that has arrived. */
function arrived(): Readonly<Record<string, unknown>> {
  const [sent, ...more] = stand.sent()
  if (sent === undefined || more.length > 0) throw new Error(`${more.length} calls too many, or none`)
  return sent.body
}

const idsOf = ({ json }: Reply) =>
  (isRecord(json) && Array.isArray(json.data) ? json.data : []).filter(isRecord).map(({ id }) => id)

describe('an alias', () => {
  it.each(['gpt4', 'best'])('%s is answered by the model that it leads to', async alias => {
    const reply = await ask(alias)
    expect([reply.status, reply.headers.get('x-model-used')]).toEqual([200, 'gpt-4.1'])
    expect(arrived()).toEqual(chatBody({ model: 'gpt-4-1-prod' }))
  })

  it('names the model that answers a stream too', async () => {
    const reply = await ask('best', { stream: true })
    expect(reply.headers.get('x-model-used')).toBe('gpt-4.1')
    expect(reply.text).toMatch(/data: \[DONE\]\n\n$/)
  })

  it('may lead to a task', async () => {
    expect((await ask('coder')).headers.get('x-model-used')).toBe('gpt-4.1-mini')
    expect(arrived()).toMatchObject({ model: 'mini-prod', max_tokens: 40, temperature: 0.2 })
  })

  it('of a model that nobody serves is no model', async () => {
    expectError(await ask('ghost'), { status: 404, code: 'model_not_found', param: 'model' })
    expect(stand.sent()).toEqual([])
  })

  it('is what is asked for and the model what is meant, where a route is explained', async () => {
    const { json } = await stand.explain('warm', { body: chatBody({ model: 'best' }) })
    expect(json).toMatchObject({ model: 'gpt-4.1', choice: { asked: 'best', reason: 'alias', task: null } })
  })
})

describe('a task', () => {
  it.each<[string, () => Promise<Reply>]>([
    ['by its name', () => ask('code-generation')],
    ['beside auto', () => asTask()],
  ])('that is asked for %s goes to its model, with its limit and temperature', async (_, call) => {
    const reply = await call()
    expect([reply.status, reply.headers.get('x-model-used')]).toEqual([200, 'gpt-4.1-mini'])
    expect(arrived()).toEqual(chatBody({ model: 'mini-prod', max_tokens: 40, temperature: 0.2 }))
  })

  it('leaves the caller its own temperature and its shorter answer', async () => {
    await asTask({ temperature: 0.9, max_tokens: 10 })
    expect(arrived()).toEqual(chatBody({ model: 'mini-prod', temperature: 0.9, max_tokens: 10 }))
  })

  it.each(['max_tokens', 'max_completion_tokens'])('caps a longer answer in the field %s', async field => {
    await asTask({ [field]: 1000 })
    expect(arrived()).toEqual(chatBody({ model: 'mini-prod', temperature: 0.2, [field]: 40 }))
  })

  it('with a model that thinks has the newer field for its limit, and no temperature', async () => {
    await ask('thought')
    expect(arrived()).toEqual(chatBody({ model: 'o4-mini', max_completion_tokens: 25 }))
  })

  it('without a model has one chosen by its priority', async () => {
    const reply = await asTask({}, 'swift')
    expect(reply.headers.get('x-model-used')).toBe('gpt-4.1-mini')
    expect(arrived()).toMatchObject({ model: 'mini-prod', max_tokens: 30 })
  })

  it('is as hot as Anthropic’s messages may be, and no hotter', async () => {
    const body = { model: 'wild', max_tokens: 50, messages: [{ role: 'user', content: 'Xin chào' }] }
    const headers = { 'anthropic-version': '2023-06-01' }
    expect((await stand.call('warm', { path: '/v1/messages', headers, body })).status).toBe(200)
    expect(arrived()).toEqual({ ...body, model: 'gpt-4-1-prod', temperature: 1 })
  })

  it('beside a model is passed over, whatever its name', async () => {
    for (const task of ['code-generation', 'nothing'])
      expect((await ask('gpt-4.1', {}, { 'x-task': task })).headers.get('x-model-used')).toBe('gpt-4.1')
    for (const { body } of stand.sent()) expect(body).toEqual(chatBody({ model: 'gpt-4-1-prod' }))
  })

  it.each(['nothing', 'gpt4', '__proto__', 'constructor'])('that there is not is refused: %s', async task => {
    expectError(await asTask({}, task), { status: 400, code: 'invalid_request', param: 'x-task' })
    expect(stand.sent()).toEqual([])
  })

  it('is told where a route is explained', async () => {
    const { json } = await stand.explain('warm', {
      headers: { 'x-task': 'code-generation' },
      body: chatBody({ model: 'auto' }),
    })
    expect(json).toMatchObject({
      model: 'gpt-4.1-mini',
      choice: { asked: 'auto', reason: 'task', task: 'code-generation', alternatives: [] },
    })
  })
})

const names = [...Object.keys(served), ...Object.keys(aliases), ...Object.keys(tasks)].sort()

describe('GET /v1/models', () => {
  it('lists the models, the aliases and the tasks that lead to one', async () => {
    const reply = await stand.call('warm', { method: 'GET', path: '/v1/models' })
    expect(idsOf(reply)).toEqual(names.filter(name => name !== 'ghost' && name !== 'haunted'))
  })

  it.each(['warm', ...Object.keys(plans)])(
    'lists for the plan %s each name by which it is served, and no other',
    async plan => {
      const works: string[] = []
      for (const model of names) {
        const reply = await stand.call(plan, { body: chatBody({ model }) })
        if (reply.status === 200) works.push(model)
        else expect([403, 404]).toContain(reply.status)
      }
      expect(idsOf(await stand.call(plan, { method: 'GET', path: '/v1/models' }))).toEqual(works)
    },
  )

  it('has each of them by its id, in OpenAI’s shape and in Anthropic’s', async () => {
    for (const id of ['gpt-4.1', 'gpt4', 'coder', 'swift']) {
      const path = `/v1/models/${id}`
      expect((await stand.call('warm', { method: 'GET', path })).json).toMatchObject({ id, object: 'model' })
      const headers = { 'anthropic-version': '2023-06-01' }
      expect((await stand.call('warm', { method: 'GET', path, headers })).json).toMatchObject({
        id,
        type: 'model',
      })
    }
  })

  it.each(['ghost', 'haunted', 'gpt-nobody', 'auto', '__proto__'])('does not have %s', async id => {
    const reply = await stand.call('warm', { method: 'GET', path: `/v1/models/${id}` })
    expectError(reply, { status: 404, code: 'model_not_found', param: 'model' })
  })
})

describe('permission', () => {
  it.each([
    ['by-alias', 'gpt4'],
    ['by-model', 'gpt4'],
    ['by-model', 'best'],
    ['by-model', 'gpt-4.1'],
    ['by-task', 'code-generation'],
    ['by-another', 'code-generation'],
    ['by-another', 'small'],
  ])('is given %s to call %s', async (plan, model) => {
    expect((await stand.call(plan, { body: chatBody({ model }) })).status).toBe(200)
  })

  it.each([
    ['by-alias', 'gpt-4.1'],
    ['by-alias', 'best'],
    ['by-task', 'gpt-4.1-mini'],
    ['by-task', 'gpt4'],
    ['by-another', 'gpt4'],
    ['by-another', 'wild'],
  ])('is not given %s to call %s', async (plan, model) => {
    const reply = await stand.call(plan, { body: chatBody({ model }) })
    expectError(reply, { status: 403, code: 'model_not_allowed', param: 'model' })
    expect(stand.sent()).toEqual([])
  })

  it('by a task that the model is not allowed for is refused beside auto as well', async () => {
    const asked = { headers: { 'x-task': 'wild' }, body: chatBody({ model: 'auto' }) }
    expectError(await stand.call('by-another', asked), {
      status: 403,
      code: 'model_not_allowed',
      param: 'model',
    })
  })
})

describe('what is recorded of a call by another name', () => {
  it.each([
    ['best', 'gpt-4.1'],
    ['coder', 'gpt-4.1-mini'],
    ['swift', 'gpt-4.1-mini'],
  ])('%s is the model that answered: %s', async (asked, model) => {
    const { headers } = await ask(asked)
    const id = headers.get('x-request-id') ?? ''
    const [gateway] = stand.access.gateways
    if (gateway === undefined) throw new Error('No gateway runs.')
    const [line, record] = await Promise.all([callLine(gateway, id), stand.usage.of(id)])
    expect([line.model, record.model, record.isUnpriced]).toEqual([model, model, false])
    expect(line.costUsd).toBe(record.nanoUsd / 1e9)
  })

  it('never names an alias or a task in the costs', async () => {
    await stand.usage.of((await ask('best')).headers.get('x-request-id'))
    const { breakdown } = await readCosts(stand.access)
    const keys = breakdown.map(({ key }) => key)
    expect(keys).toContain('gpt-4.1')
    expect(
      keys.filter(key => [...Object.keys(aliases), ...Object.keys(tasks), 'auto'].includes(key)),
    ).toEqual([])
  })
})
