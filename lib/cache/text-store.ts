/** Keeps texts by name for a while. Every method rejects where the store is lost. */
export type TextStore = {
  get(name: string): Promise<string | undefined>
  set(name: string, kept: KeptText): Promise<void>
}

export type KeptText = { readonly text: string; readonly seconds: number }
