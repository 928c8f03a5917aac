import * as z from 'zod'
import { keyFields } from '@/lib/access/key-fields'
import { moment } from '@/lib/access/moment'

/** What an operator says of a key that is to be made. A field that nobody reads is refused: it may be one misspelt. */
export const newKey = z.strictObject({ ...keyFields, expiresAt: moment.optional() })

export type NewKey = z.infer<typeof newKey>
