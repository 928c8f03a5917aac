import { digest } from '@/lib/access/keyed-digest'
import { canonicalJson } from '@/lib/cache/canonical-json'
import { isObject } from '@/lib/openai/is-object'

const digits = 16

// By the document as it was read: each reading is one object, which many calls are served by.
const known = new WeakMap<object, string>()

/**
 * What tells one version of an operator's document from another: the first 16 digits of the SHA-256 of its canonical JSON;
 * `bundled` where none was read.
 */
export async function documentVersion({ document }: { readonly document?: unknown }): Promise<string> {
  if (!isObject(document)) return 'bundled'
  const version = known.get(document) ?? (await digest(canonicalJson(document))).slice(0, digits)
  known.set(document, version)
  return version
}
