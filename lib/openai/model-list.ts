/** OpenAI's model object. */
export type ModelObject = {
  readonly id: string
  readonly object: 'model'
  readonly created: number
  readonly owned_by: string
}

/** OpenAI's list of models, in alphabetical order; when each was made is not known, hence 0. */
export function modelList(names: Iterable<string>): { object: 'list'; data: readonly ModelObject[] } {
  const data = [...new Set(names)]
    .sort()
    .map(id => ({ id, object: 'model' as const, created: 0, owned_by: 'isochrone' }))
  return { object: 'list', data }
}
