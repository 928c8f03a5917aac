// Whatever else an address may be written like, parsing says what it means.
const plainAddress = /^https?:\/\/[^/?#]+((?:\/[\w~-][\w.~-]*)+)(?:[?#]|$)/

/** The path of a request's address. In nearly all it stands as it is, and parsing takes as long as the routing of a call. */
export function pathOf(url: string): string {
  return plainAddress.exec(url)?.[1] ?? new URL(url).pathname
}
