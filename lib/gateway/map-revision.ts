import { digest } from '@/lib/access/keyed-digest'
import { canonicalJson } from '@/lib/cache/canonical-json'

/** A short name for what a document says, by which operators can tell whether two are the same; the order of members is none. */
export async function mapRevision(document: unknown): Promise<string> {
  return (await digest(canonicalJson(document))).slice(0, 12)
}
