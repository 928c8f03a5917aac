// The day these models came out does not matter to anybody; that the field is there does.
const created = 1_744_316_542

/** One model as `GET /v1/models/{id}` answers it. */
export function toModel(id: string) {
  return { id, object: 'model', created, owned_by: 'system' }
}

/** The models as `GET /v1/models` answers them. */
export function modelList(ids: readonly string[]) {
  return { object: 'list', data: ids.map(toModel) }
}
