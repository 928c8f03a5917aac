import type { OperationName } from '@/lib/operations/operations'

type Kind = {
  readonly country: string | undefined
  readonly model: string | undefined
  readonly zone: string | undefined
  readonly zones: readonly string[] | undefined
  readonly operation: OperationName | undefined
  /** Whether they go by a canary. */
  readonly isCanary?: boolean
}

/** Calls of one kind have the same candidates in the same prior order, and so one endpoint that leads. */
export function callKind({ country, model, zone, zones, operation, isCanary = false }: Kind): string {
  return [country, model, zone, zones?.join(' '), operation, ...(isCanary ? ['canary'] : [])].join('|')
}
