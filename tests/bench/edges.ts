/** A place where calls enter, how much of the traffic does, and the countries that its callers are in. */
export type Edge = { readonly id: string; readonly weight: number; readonly countries: readonly string[] }

// The weights are an assumption, roughly after where Internet users are; no trace tells callers' places.
/** The 20 edges. */
export const edges: readonly Edge[] = [
  { id: 'arn1', weight: 3, countries: ['SE', 'NO', 'FI'] },
  { id: 'bom1', weight: 10, countries: ['IN', 'LK', 'BD'] },
  { id: 'cdg1', weight: 6, countries: ['FR', 'ES'] },
  { id: 'cle1', weight: 6, countries: ['US'] },
  { id: 'cpt1', weight: 2, countries: ['ZA', 'NA'] },
  { id: 'dub1', weight: 3, countries: ['IE'] },
  { id: 'dxb1', weight: 4, countries: ['AE', 'SA', 'PK'] },
  { id: 'fra1', weight: 9, countries: ['DE', 'PL', 'TR'] },
  { id: 'gru1', weight: 6, countries: ['BR', 'AR', 'CL'] },
  { id: 'hkg1', weight: 6, countries: ['HK', 'TW', 'PH'] },
  { id: 'hnd1', weight: 7, countries: ['JP'] },
  { id: 'iad1', weight: 8, countries: ['US', 'MX'] },
  { id: 'icn1', weight: 4, countries: ['KR'] },
  { id: 'kix1', weight: 3, countries: ['JP'] },
  { id: 'lhr1', weight: 7, countries: ['GB', 'PT'] },
  { id: 'pdx1', weight: 3, countries: ['US'] },
  { id: 'sfo1', weight: 7, countries: ['US'] },
  { id: 'sin1', weight: 9, countries: ['SG', 'ID', 'VN', 'MY', 'TH'] },
  { id: 'syd1', weight: 2, countries: ['AU', 'NZ'] },
  { id: 'yul1', weight: 3, countries: ['CA'] },
]
