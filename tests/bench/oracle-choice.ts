import { roundTrip } from '../world/round-trip'
import type { Condition } from './condition'
import { meanTimeToFirstToken } from './pace'
import { conditionAt, type Moment, type Scenario } from './scenario'
import { sites } from './sites'

// Longer than an answer takes to begin: it knows which endpoints will still be there.
const foresightMs = [0, 500, 1000, 1500, 2000]

/**
 * The endpoint that is expected to answer first of those that refuse nothing now and until the answer has begun. It
 * knows the world's rates and not its dice: neither how long this call takes nor whether this one would be refused.
 */
export function oracleChoice(edge: string, scenario: Scenario, moment: Moment): string | undefined {
  const expected = sites.flatMap(({ id, region }) => {
    const conditions = foresightMs.map(ahead =>
      conditionAt(scenario, id, { ...moment, atMs: moment.atMs + ahead }),
    )
    return conditions.every(answers) ? [{ id, ms: expectedMs({ edge, region }, conditions) }] : []
  })
  return expected.sort((one, other) => one.ms - other.ms)[0]?.id
}

function answers({ isUp, refusedShare }: Condition): boolean {
  return isUp && refusedShare === 0
}

function expectedMs({ edge, region }: { edge: string; region: string }, [now]: readonly Condition[]): number {
  const travelMs = roundTrip(edge, region)
  if (travelMs === undefined || now === undefined) return Number.POSITIVE_INFINITY
  return travelMs + meanTimeToFirstToken(now.pace)
}
