import { addedMs, callsPerSecond, failedCalls, quiet } from './figures'
import type { Measured } from './measured'

/** One demand on what the product costs. */
export type OverheadCheck = {
  readonly name: string
  readonly value: number
  readonly limit: number
  readonly bound: 'at most' | 'under' | 'over'
  readonly unit: 'ms' | 'KB' | 'MB' | 'calls/s' | ''
  readonly holds: boolean
}

type Compared = {
  readonly measured: readonly Measured[]
  readonly direct: Measured
  /** How far away Redis is. */
  readonly redisMs: number
}

const names = {
  artefact: 'Isochrone, artefact in workerd',
  bareArtefact: 'bare Next route, workerd',
  nodeHost: 'Isochrone, Node host',
  nodeAlone: 'Isochrone, Node host alone',
  portkey: 'Portkey 1.15.2, Node',
} as const

const mostOwnMs = 0.25
const mostCodeKb = 250
const mostColdMs = 250
// Beyond the way to Redis, which each call waits for once.
const mostBesideRedisMs = 2

/** What is demanded of the set-ups that ran; what others would have to be there for is told by `uncheckedOverhead`. */
export function checkOverhead({ measured, direct, redisMs }: Compared): readonly OverheadCheck[] {
  const of = (name: string) => measured.find(each => each.name === name)
  const artefact = of(names.artefact)
  const nodeHost = of(names.nodeHost)
  const nodeAlone = of(names.nodeAlone)
  const portkey = of(names.portkey)
  const isNear = redisMs === 0
  return [
    ...measured.map(each =>
      check(`failed calls, ${each.name}`, { value: failedCalls(each), bound: 'at most', limit: 0, unit: '' }),
    ),
    ...(artefact ? artefactChecks(artefact) : []),
    ...(artefact && isNear ? ownCodeChecks(artefact, { bare: of(names.bareArtefact), direct }) : []),
    ...(artefact && portkey && isNear ? [lessAdded(artefact, { than: portkey, direct })] : []),
    ...(nodeHost && portkey && isNear ? nodeChecks(nodeHost, { portkey, direct }) : []),
    ...(nodeAlone && portkey && isNear ? nodeChecks(nodeAlone, { portkey, direct }) : []),
    ...(isNear ? [] : measured.filter(isOurs).map(each => farRedisCheck(each, { direct, redisMs }))),
  ]
}

/** The names of the set-ups that a whole check needs and that did not run. */
export function uncheckedOverhead(measured: readonly Measured[]): readonly string[] {
  return Object.values(names).filter(name => measured.every(each => each.name !== name))
}

function isOurs({ name }: Measured): boolean {
  return name.startsWith('Isochrone')
}

function artefactChecks({
  codeBytes = Number.NaN,
  coldStartMs = Number.NaN,
}: Measured): readonly OverheadCheck[] {
  return [
    check('code of the largest edge function', {
      value: codeBytes / 1000,
      bound: 'at most',
      limit: mostCodeKb,
      unit: 'KB',
    }),
    check('cold start of the artefact', {
      value: coldStartMs,
      bound: 'at most',
      limit: mostColdMs,
      unit: 'ms',
    }),
  ]
}

type Direct = { readonly direct: Measured }

function ownCodeChecks(
  artefact: Measured,
  { bare, direct }: Direct & { readonly bare: Measured | undefined },
): readonly OverheadCheck[] {
  if (bare === undefined) return []
  const added = (each: Measured) => addedMs(each, { ...quiet, direct, level: 0.5 })
  return [
    check('own code of the artefact at p50', {
      value: added(artefact) - added(bare),
      bound: 'at most',
      limit: mostOwnMs,
      unit: 'ms',
    }),
  ]
}

function lessAdded(each: Measured, { than, direct }: Direct & { readonly than: Measured }): OverheadCheck {
  const added = (one: Measured) => addedMs(one, { ...quiet, direct, level: 0.5 })
  return check(`added by ${each.name} at p50, against ${than.name}`, {
    value: added(each),
    bound: 'under',
    limit: added(than),
    unit: 'ms',
  })
}

function nodeChecks(
  nodeHost: Measured,
  { portkey, direct }: Direct & { readonly portkey: Measured },
): readonly OverheadCheck[] {
  const crowded = { kind: 'plain', connections: 32 } as const
  const megabytes = ({ memory }: Measured) => (memory?.pssBytes ?? Number.NaN) / 1e6
  return [
    lessAdded(nodeHost, { than: portkey, direct }),
    check(`calls a second at 32 connections, ${nodeHost.name} against Portkey`, {
      value: callsPerSecond(nodeHost, crowded),
      bound: 'over',
      limit: callsPerSecond(portkey, crowded),
      unit: 'calls/s',
    }),
    check(`memory, ${nodeHost.name} against Portkey`, {
      value: megabytes(nodeHost),
      bound: 'under',
      limit: megabytes(portkey),
      unit: 'MB',
    }),
  ]
}

function farRedisCheck(
  each: Measured,
  { direct, redisMs }: Direct & { readonly redisMs: number },
): OverheadCheck {
  return check(`added by ${each.name} at p50, Redis ${redisMs} ms away`, {
    value: addedMs(each, { ...quiet, direct, level: 0.5 }),
    bound: 'at most',
    limit: redisMs + mostBesideRedisMs,
    unit: 'ms',
  })
}

// A figure that is missing fulfils nothing.
function check(name: string, demand: Omit<OverheadCheck, 'name' | 'holds'>): OverheadCheck {
  const { value, limit, bound } = demand
  const holds = bound === 'at most' ? value <= limit : bound === 'under' ? value < limit : value > limit
  return { name, ...demand, holds }
}
