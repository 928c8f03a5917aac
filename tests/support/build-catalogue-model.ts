import type { CatalogueModel } from '@/lib/models/catalogue'

/** A model of which nobody has said anything but what a test says. */
export function buildCatalogueModel(overrides: Partial<CatalogueModel> = {}): CatalogueModel {
  return {
    price: undefined,
    contextWindow: undefined,
    maxOutputTokens: undefined,
    fallbacks: [],
    cacheTtlSeconds: 0,
    quality: undefined,
    speed: undefined,
    ...overrides,
  }
}
