import type { JsonReply } from '../../send-json'
import { googleError } from './google-error'

export interface UnknownName {
  name: string
  /** Where it stands, such as `generation_config`; the body itself is ''. */
  at: string
}

/** Google's 400 for fields that its messages do not have. */
export function googleUnknownNames(names: readonly UnknownName[]): JsonReply {
  const fieldViolations = names.map(({ name, at }) => {
    const where = at === '' ? '' : ` at '${at}'`
    const description = `Invalid JSON payload received. Unknown name "${name}"${where}: Cannot find field.`
    return at === '' ? { description } : { field: at, description }
  })
  return googleError(400, {
    message: fieldViolations.map(({ description }) => description).join('\n'),
    details: [{ '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations }],
  })
}
