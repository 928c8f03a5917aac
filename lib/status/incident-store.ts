/** The openings as the store keeps them, by their names, and its clock when they were read. */
export type StoredOpenings = {
  readonly storeNow: number
  readonly rows: readonly (readonly [name: string, text: string])[]
}

/** Where the openings that all instances tell of are kept. Rejects where the store is lost. */
export type IncidentStore = {
  /** What was open at some time from one moment to another, in milliseconds since the epoch. */
  read(stretch: { readonly from: number; readonly to: number }): Promise<StoredOpenings>
}
