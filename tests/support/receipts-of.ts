import { handleCall } from '@/lib/gateway/handle-call'
import { readReceipt } from '@/lib/telemetry/read-receipt'
import type { SignedReceipt } from '@/lib/telemetry/sign-receipt'
import { buildDependencies } from './build-dependencies'
import { createWatchedUsage } from './watched-usage'

type Options = Omit<NonNullable<Parameters<typeof buildDependencies>[0]>, 'usage'>

/** A gateway of which a test reads the receipt that each call leaves. */
export function buildReceipts(options: Options = {}) {
  const usage = createWatchedUsage()
  const world = buildDependencies({ ...options, usage })
  let made = 0
  const newId = () => `made-id-${String(++made).padStart(4, '0')}`
  const dependencies = { ...world.dependencies, newId }
  /** Serves a call to its end; undefined where it left no receipt. */
  const serve = async (request: Request): Promise<SignedReceipt | undefined> => {
    usage.kept.clear()
    const { value } = await world.effects.outcome(handleCall(request, dependencies))
    const reading = value.text().catch(() => '')
    await world.runDeferred()
    await reading
    const texts = [...usage.kept.values()].flat()
    if (texts.length > 1) throw new Error('There are several receipts of one call.')
    return texts[0] === undefined ? undefined : readReceipt(texts[0])
  }
  return { ...world, usage, serve }
}
