import type { RequestFacts } from '@/lib/operations/request-facts'

// Models that think before they speak, by the names that their makers give them.
const names = /^(o[1-9]\b|gpt-5|deepseek-(reasoner|r1)|qwq|magistral|grok-4|.*-(thinking|reasoning)\b)/i

// Efforts at which they do not.
const none = ['none', 'minimal']

type Asked = Pick<RequestFacts, 'model' | 'effort'> & {
  /** What is known of the model beside its name. */
  readonly mayThink?: boolean
}

/** Whether the first content of a call may be a minute in coming, since the model thinks first. */
export function isReasoning({ model, effort, mayThink = false }: Asked): boolean {
  if (effort !== undefined) return !none.includes(effort)
  return mayThink || names.test(model)
}
