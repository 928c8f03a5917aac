/** US dollars per million tokens. */
export type Price = {
  readonly input: number
  readonly output: number
  /** Of prompt tokens that the endpoint had in its own cache; those of the input where it is not given. */
  readonly cachedInput?: number | undefined
  readonly audioInput?: number | undefined
  readonly audioOutput?: number | undefined
}

/** What is known of a model, whoever serves it. */
export type CatalogueModel = {
  readonly price: Price | undefined
  /** Tokens of prompt and answer together. */
  readonly contextWindow: number | undefined
  readonly maxOutputTokens: number | undefined
  /** Models to turn to where none can serve this one. */
  readonly fallbacks: readonly string[]
  /** How long an answer may be given again; 0 where never. */
  readonly cacheTtlSeconds: number
  /** Marks of 1 to 10. */
  readonly quality: number | undefined
  readonly speed: number | undefined
}

/** The models by the callers' names. */
export type Catalogue = ReadonlyMap<string, CatalogueModel>
