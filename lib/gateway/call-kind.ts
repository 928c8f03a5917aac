import type { OperationName } from '@/lib/operations/operations'

type Kind = {
  readonly country: string | undefined
  readonly model: string | undefined
  readonly zone: string | undefined
  readonly zones: readonly string[] | undefined
  readonly operation: OperationName | undefined
}

/** Calls of one kind have the same candidates in the same prior order, and so one endpoint that leads. */
export function callKind({ country, model, zone, zones, operation }: Kind): string {
  return [country, model, zone, zones?.join(' '), operation].join('|')
}
