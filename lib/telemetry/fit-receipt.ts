import { canonicalJson } from '@/lib/cache/canonical-json'
import { byteLength } from '@/lib/openai/byte-length'
import type { Receipt } from '@/lib/telemetry/receipt'

// What a signature and longer counts add comes on top, so a stored receipt stays below 8 KiB.
const mostBytes = 7.75 * 1024

const leftOutBytes = 50

/** The receipt within its bound of bytes: of a large map the last candidates and exclusions are left out, and counted. */
export function fitReceipt(receipt: Receipt): Receipt {
  const { candidates, excluded } = receipt
  // Nearly all fit, and measuring part by part takes longer than all else that is done for one.
  if (byteLength(JSON.stringify(receipt)) <= mostBytes - leftOutBytes)
    return { ...receipt, leftOut: { candidates: 0, excluded: 0 } }
  const empty = { ...receipt, candidates: [], excluded: [] }
  const room = mostBytes - byteLength(canonicalJson(empty))
  // Who was left out and why is as good to know as who was not: neither takes all of the room.
  const reserved = Math.min(sizeOf(excluded), room / 2)
  const keptCandidates = firstWithin(candidates, room - reserved)
  const keptExcluded = firstWithin(excluded, room - sizeOf(keptCandidates))
  return {
    ...receipt,
    candidates: keptCandidates,
    excluded: keptExcluded,
    leftOut: {
      candidates: candidates.length - keptCandidates.length,
      excluded: excluded.length - keptExcluded.length,
    },
  }
}

function firstWithin<T>(items: readonly T[], room: number): T[] {
  let left = room
  const end = items.findIndex(item => {
    left -= sizeOf([item])
    return left < 0
  })
  return items.slice(0, end === -1 ? items.length : end)
}

// Each with its comma.
function sizeOf(items: readonly unknown[]): number {
  return items.reduce<number>((sum, item) => sum + byteLength(canonicalJson(item)) + 1, 0)
}
