import { ApiError } from '@/lib/openai/api-error'
import type { WireFormat } from '@/lib/operations/wire-format'

// Only such a name can be another's lookalike, and almost no body has one.
const unusual = /[^\x20-\x40\x5b-\x7e]/
// No name that we read is longer, and nothing longer is taken for one.
const mostCharacters = 64

/**
 * Refuses a member whose name some parsers take for one that we read, as those of Go do, which tell no case apart: its endpoint
 * would act on a value that nobody here has looked at. Throws `duplicate_key`.
 */
export function refuseLookalikes(names: Iterable<string>, { schema }: Pick<WireFormat, 'schema'>): void {
  for (const name of names) {
    if (!unusual.test(name) || name.length > mostCharacters) continue
    // First upwards, since of some letters only that is an ASCII one: `ı`, `ſ`.
    const plain = name.normalize('NFKC').toUpperCase().toLowerCase()
    if (plain !== name && Object.hasOwn(schema().shape, plain)) throw lookalike(name, plain)
  }
}

function lookalike(name: string, plain: string): ApiError {
  return new ApiError(
    'duplicate_key',
    `The body names '${name}', which some endpoints read as '${plain}'. Write '${plain}', once.`,
    { param: name },
  )
}
