/**
 * Stands in the bundles for all of `zod/v3`, of which the AI SDK takes this one name, to describe schemas of that version as
 * JSON Schema. There are none: its providers' schemas and ours are of version 4.
 */
export const ZodFirstPartyTypeKind: Readonly<Record<string, string>> = {}
