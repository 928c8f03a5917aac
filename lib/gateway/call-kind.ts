type Kind = {
  readonly country: string | undefined
  readonly model: string | undefined
  readonly zone: string | undefined
  readonly zones: readonly string[] | undefined
}

/** Calls of one kind have the same candidates in the same prior order, and so one endpoint that leads. */
export function callKind({ country, model, zone, zones }: Kind): string {
  return [country, model, zone, zones?.join(' ')].join('|')
}
