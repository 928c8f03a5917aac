import type { KeptText } from '@/lib/cache/text-store'

/** Texts in this isolate's memory, within a bound of bytes: beyond it what was longest unused goes. */
export type TextMemory = {
  get(name: string, now: number): string | undefined
  set(name: string, kept: KeptText & { readonly now: number }): void
  delete(name: string): void
}

type Entry = { readonly text: string; readonly until: number }

// What an entry costs beside its text.
const overheadBytes = 200
const bytesPerCharacter = 2

export function createTextMemory(mostBytes: number): TextMemory {
  const entries = new Map<string, Entry>()
  let bytes = 0
  const sizeOf = (name: string, { text }: Pick<Entry, 'text'>) =>
    (name.length + text.length) * bytesPerCharacter + overheadBytes
  const remove = (name: string) => {
    const entry = entries.get(name)
    if (entry === undefined) return undefined
    entries.delete(name)
    bytes -= sizeOf(name, entry)
    return entry
  }
  const add = (name: string, entry: Entry) => {
    entries.set(name, entry)
    bytes += sizeOf(name, entry)
  }
  return {
    get(name, now) {
      const entry = remove(name)
      if (entry === undefined || entry.until <= now) return undefined
      // Put in again, it is the newest.
      add(name, entry)
      return entry.text
    },
    set(name, { text, seconds, now }) {
      remove(name)
      if (sizeOf(name, { text }) > mostBytes) return
      add(name, { text, until: now + seconds * 1000 })
      for (const oldest of entries.keys()) {
        if (bytes <= mostBytes) break
        remove(oldest)
      }
    },
    delete: name => void remove(name),
  }
}
