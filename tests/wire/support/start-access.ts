import { vi } from 'vitest'
import { isRecord } from '../../world/is-record'
import { type Gateway, startGateway } from '../../world/start-gateway'
import { startWorld, type World, type WorldOptions } from '../../world/start-world'
import { knowMap } from './know-map'
import { type Asked, type Reply, sendTo } from './send-to'

export const operatorToken = 'operator-CANARY-0123456789abcdef'
export const pepper = 'pepper-CANARY-0123456789abcdef'

/** A key as its holder has it, and the id under which operators know it. */
export type MadeKey = { readonly id: string; readonly key: string }

/** The production build where a credential is required, once or several times before one Redis. */
export type Access = {
  readonly world: World
  readonly gateways: readonly Gateway[]
  /** Sends as a caller, at the first gateway unless told otherwise. */
  send(asked?: Asked, at?: number): Promise<Reply>
  /** Sends with a key. */
  sendAs(key: string, asked?: Asked, at?: number): Promise<Reply>
  /** Sends as the operator. */
  operate(method: string, path: string, body?: object): Promise<Reply>
  makeKey(plan: string, fields?: object): Promise<MadeKey>
  close(): Promise<void>
}

type Settings = Readonly<Record<string, string>>

type Options = WorldOptions & {
  /** The item `plans`; a plan `warm` without limits is always there. */
  readonly plans?: Readonly<Record<string, object>>
  readonly environment?: Settings | ((world: World) => Settings)
  readonly gateways?: number
  readonly prepare?: (world: World) => void
}

/** Starts a world on a real Redis and gateways that have made their first call. */
export async function startAccess({
  plans = {},
  environment,
  gateways: count = 1,
  prepare,
  ...options
}: Options = {}): Promise<Access> {
  const world = await startWorld({ endpoints: ['sin'], redis: 'real', ...options })
  world.edgeConfig.set('plans', { warm: {}, ...plans })
  prepare?.(world)
  const settings = typeof environment === 'function' ? environment(world) : environment
  const all = { ...world.environment, ...ownSettings, ...settings }
  const gateways = await Promise.all(Array.from({ length: count }, () => startGateway({ environment: all })))
  const send = (asked: Asked = {}, at = 0) => sendTo(gateways[at]?.url ?? '', asked)
  const sendAs = (key: string, asked: Asked = {}, at = 0) =>
    send({ ...asked, headers: { ...asked.headers, authorization: `Bearer ${key}` } }, at)
  const operate = (method: string, path: string, body: object | null = null) =>
    sendAs(operatorToken, { method, path: `/api/admin${path}`, body })
  const makeKey = async (plan: string, fields: object = {}) =>
    toKey(await operate('POST', '/keys', { name: 'test', plan, ...fields }))
  const close = async () => {
    await Promise.all(gateways.map(gateway => gateway.close()))
    await world.close()
  }
  try {
    for (const at of gateways.keys()) await warmUp({ gateways, makeKey, sendAs }, at)
  } catch (error) {
    // Nobody else could, and its processes would stay.
    await close()
    throw error
  }
  return {
    world,
    gateways,
    send,
    sendAs,
    operate,
    makeKey,
    close,
  }
}

/** The settings of such a gateway beside those of its world. */
export const ownSettings = { AUTH: 'required', OPERATOR_TOKEN: operatorToken, API_KEY_PEPPER: pepper }

// Under load the first readings of a cold instance can take longer than a call waits for them.
async function warmUp(access: Pick<Access, 'gateways' | 'makeKey' | 'sendAs'>, at: number): Promise<void> {
  const gateway = access.gateways[at]
  if (gateway) await knowMap(gateway)
  await vi.waitFor(
    async () => {
      const { key } = await access.makeKey('warm')
      const { status, headers } = await access.sendAs(key, {}, at)
      if (status !== 200 || headers.has('x-degraded')) throw new Error(`The first call ended with ${status}.`)
    },
    { timeout: 20_000, interval: 100 },
  )
}

function toKey({ json, status }: Reply): MadeKey {
  if (isRecord(json) && typeof json.id === 'string' && typeof json.key === 'string')
    return { id: json.id, key: json.key }
  throw new Error(`No key was made: ${status} ${JSON.stringify(json)}`)
}
