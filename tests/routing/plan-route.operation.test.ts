import { describe, expect, it } from 'vitest'
import type { OperationName } from '@/lib/operations/operations'
import { planRoute, type RouteQuestion } from '@/lib/routing/plan-route'
import { buildEdgeHealth, buildHealth } from '../support/build-health'
import { moment } from '../support/moment'
import { operationQuestion } from '../support/operation-question'

const order = (question: RouteQuestion) =>
  planRoute(question).candidates.map(({ endpoint, reason }) => `${endpoint.id}:${reason}`)

const idsFor = (operation: OperationName | undefined, model?: string) =>
  planRoute(operationQuestion(operation, model)).candidates.map(({ endpoint }) => endpoint.id)

describe('a plan', () => {
  it('leads only to endpoints that do what is asked', () => {
    expect(idsFor('embeddings')).toEqual(['embeds'])
    expect(idsFor('chat.completions', 'other').sort()).toEqual(['both', 'chats'])
    expect(idsFor('messages')).toEqual([])
  })

  it('leads anywhere where nobody says what', () => {
    expect(idsFor(undefined).sort()).toEqual(['chats', 'embeds'])
  })

  it('falls back on nobody else when all that do it rest', () => {
    const health = buildEdgeHealth({ endpoints: { embeds: buildHealth({ coolUntil: moment + 1000 }) } })
    expect(order({ ...operationQuestion('embeddings'), health })).toEqual(['embeds:panic'])
  })
})
