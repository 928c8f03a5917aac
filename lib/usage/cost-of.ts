import type { Price } from '@/lib/models/catalogue'
import type { TokenUsage } from '@/lib/openai/token-usage'

/**
 * What tokens cost, in whole nano-dollars (1e-9 US dollars), rounded up: sums of whole numbers lose nothing, and the
 * cheapest token of any price list is some of them. Undefined where the price is not known.
 */
export function costOf(usage: TokenUsage, price: Price | undefined): number | undefined {
  if (price === undefined) return undefined
  const { input, output, cachedInput = input, audioInput = input, audioOutput = output } = price
  const cached = Math.min(usage.cachedTokens, usage.promptTokens - usage.audioPromptTokens)
  const written = usage.promptTokens - usage.audioPromptTokens - cached
  const said = usage.completionTokens - usage.audioCompletionTokens
  const perMillion =
    written * input +
    cached * cachedInput +
    usage.audioPromptTokens * audioInput +
    said * output +
    usage.audioCompletionTokens * audioOutput
  // A dollar for a million tokens is a thousand nano-dollars for one. What a float adds is far below a thousandth of one.
  return Math.min(Math.max(0, Math.ceil(perMillion * 1000 - 1e-3)), Number.MAX_SAFE_INTEGER)
}

/** Nano-dollars as US dollars. */
export function toUsd(nanoUsd: number): number {
  return nanoUsd / 1e9
}
