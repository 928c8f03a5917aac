import { it, type TestContext } from 'vitest'
import { gatewayHost, type Told } from '../../world/gateway-host'

type Register = {
  (name: string, run: () => Promise<void>): void
  each: <T extends [string, ...unknown[]]>(
    cases: readonly T[],
  ) => (name: string, run: (...values: T) => Promise<void>) => void
}

/** `it` for what can be seen only where the runtime tells the gateway something; elsewhere the report says why it is left out. */
export function itWhereTold(told: Told): Register {
  const reason = gatewayHost().untold?.[told]
  if (reason === undefined) return it
  const leaveOut = ({ skip }: TestContext) => skip(reason)
  const untold = (name: string) => it(name, leaveOut)
  return Object.assign(untold, { each: () => untold })
}
