/** US dollars per million tokens. */
export type Price = {
  readonly input: number
  readonly output: number
  /** Of prompt tokens that the endpoint had in its own cache; those of the input where it is not given. */
  readonly cachedInput?: number | undefined
  readonly audioInput?: number | undefined
  readonly audioOutput?: number | undefined
}

/** What a call may want of its model. One that makes embeddings does nothing else. */
export type Ability = 'tools' | 'images' | 'reasoning' | 'embeddings'

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
  /** What it can do; undefined where nobody has said, and then it is believed to do anything. */
  readonly abilities?: readonly Ability[] | undefined
}

/** The models by the callers' names. */
export type Catalogue = ReadonlyMap<string, CatalogueModel>

/** What a choice between models goes by. */
export type Priority = 'cost' | 'speed' | 'quality'

/** A kind of work that callers name instead of a model. */
export type Task = {
  readonly id: string
  /** Undefined has one chosen, by the priority. */
  readonly model: string | undefined
  readonly maxTokens: number | undefined
  readonly temperature: number | undefined
  readonly priority: Priority | undefined
}

/** The operator's item `models`. */
export type Models = {
  readonly catalogue: Catalogue
  /** Other names for models and tasks. */
  readonly aliases: ReadonlyMap<string, string>
  readonly tasks: ReadonlyMap<string, Task>
}

/** The model to ask for where one is to be chosen. */
export const autoModel = 'auto'
