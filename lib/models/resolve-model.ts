import { autoModel, type Models, type Task } from '@/lib/models/catalogue'
import { ApiError } from '@/lib/openai/api-error'

/** What a caller means by the name that it asks for. */
export type Meant = {
  /** Undefined has one chosen. */
  readonly model: string | undefined
  readonly task: Task | undefined
  /** How the name led there. */
  readonly reason: 'asked' | 'alias' | 'task' | 'auto'
}

/**
 * Finds what a name stands for: an alias first, then a task, then the model itself; `auto` for the task that the caller
 * names beside it, or for a choice. Throws `invalid_request` for a task that there is not.
 */
export function resolveModel(
  asked: string,
  { taskId, models }: { taskId: string | null; models: Models },
): Meant {
  const name = followAliases(asked, models)
  const task = name === autoModel && taskId ? requireTask(taskId, models) : models.tasks.get(name)
  if (task !== undefined) {
    const model = task.model && followAliases(task.model, models)
    return { model: model === autoModel ? undefined : model, task, reason: 'task' }
  }
  if (name === autoModel) return { model: undefined, task: undefined, reason: 'auto' }
  return { model: name, task: undefined, reason: name === asked ? 'asked' : 'alias' }
}

// They never lead in circles: such a document is refused.
function followAliases(asked: string, { aliases }: Models): string {
  let name = asked
  for (let next = aliases.get(name); next !== undefined; next = aliases.get(name)) name = next
  return name
}

function requireTask(id: string, { tasks }: Models): Task {
  const task = tasks.get(id)
  if (task === undefined)
    throw new ApiError('invalid_request', 'x-task names no task. GET /v1/models lists them.', {
      param: 'x-task',
    })
  return task
}
