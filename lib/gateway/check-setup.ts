import { accessSetup } from '@/lib/gateway/access-setup'
import { documentSetup } from '@/lib/gateway/document-setup'
import type { Environment } from '@/lib/gateway/environment'
import type { SetupFacts } from '@/lib/gateway/setup-facts'
import type { SetupItem } from '@/lib/gateway/setup-item'
import { surroundingsSetup } from '@/lib/gateway/surroundings-setup'

/** Says of everything that a deployment needs whether it is there, and what to do where it is not: what is missing first. */
export function checkSetup(facts: SetupFacts): readonly SetupItem[] {
  const items = [
    ...unreadableSettings(facts.environment),
    ...documentSetup(facts),
    ...accessSetup(facts.environment),
    ...surroundingsSetup(facts.environment),
  ]
  const sorted = states.flatMap(state => items.filter(item => item.state === state))
  return facts.environment.host === 'elsewhere' ? sorted.map(({ place: _, ...item }) => item) : sorted
}

const states = ['missing', 'advised', 'ok'] as const

/**
 * Whether the deployment can serve calls, as far as its settings go. What is missing for some callers alone does not count: the
 * page that stands here otherwise would tell all the others that nobody is served, and an operator who has no endpoint for
 * those may mean it so. Who has signed in is told of it first.
 */
export function canServe(items: readonly SetupItem[]): boolean {
  return items.every(({ state, affects }) => state !== 'missing' || affects === 'some')
}

// Where one of them cannot be read every call is refused.
function unreadableSettings({ problems }: Environment): readonly SetupItem[] {
  return problems.map(({ path, message }) => ({
    id: `setting-${path}`,
    title: path,
    state: 'missing',
    reason: `This setting cannot be read: ${message}.`,
    fix: 'Correct it, or remove it, and deploy again.',
    place: 'variables',
  }))
}
