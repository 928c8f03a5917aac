/** Where an endpoint stands. */
export type Site = {
  readonly id: string
  /** An AWS region's name. */
  readonly region: string
  readonly edge: string
  readonly zone: string
  readonly location: readonly [number, number]
}

/** The eight endpoints' places. */
export const sites: readonly Site[] = [
  { id: 'sin', region: 'ap-southeast-1', edge: 'sin1', zone: 'APAC', location: [1.35, 103.82] },
  { id: 'nrt', region: 'ap-northeast-1', edge: 'hnd1', zone: 'APAC', location: [35.68, 139.69] },
  { id: 'bom', region: 'ap-south-1', edge: 'bom1', zone: 'APAC', location: [19.08, 72.88] },
  { id: 'fra', region: 'eu-central-1', edge: 'fra1', zone: 'EU', location: [50.11, 8.68] },
  { id: 'dub', region: 'eu-west-1', edge: 'dub1', zone: 'EU', location: [53.35, -6.26] },
  { id: 'iad', region: 'us-east-1', edge: 'iad1', zone: 'US', location: [38.9, -77.04] },
  { id: 'pdx', region: 'us-west-2', edge: 'pdx1', zone: 'US', location: [45.84, -119.7] },
  { id: 'gru', region: 'sa-east-1', edge: 'gru1', zone: 'SA', location: [-23.55, -46.63] },
]
