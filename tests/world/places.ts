const models = [
  'gpt-4.1',
  'gpt-4.1-mini',
  'gpt-4o-mini',
  'o4-mini',
  'text-embedding-3-small',
  'gpt-3.5-turbo-instruct',
]

// One place gives some models names of its own, as Azure deployments do.
const singaporeModels = new Map(models.map(model => [model, model]))
singaporeModels.set('gpt-4.1', 'gpt-4-1-prod').set('gpt-4o-mini', 'gpt-4o-mini-prod')

/** The five places of the world: where each one stands, and what it serves under which upstream name. */
export const places = [
  {
    id: 'sin',
    region: 'ap-southeast-1',
    edge: 'sin1',
    zone: 'APAC',
    location: [1.35, 103.82],
    models: Object.fromEntries(singaporeModels),
  },
  { id: 'nrt', region: 'ap-northeast-1', edge: 'hnd1', zone: 'APAC', location: [35.68, 139.69], models },
  { id: 'fra', region: 'eu-central-1', edge: 'fra1', zone: 'EU', location: [50.11, 8.68], models },
  { id: 'iad', region: 'us-east-1', edge: 'iad1', zone: 'US', location: [38.9, -77.04], models },
  { id: 'gru', region: 'sa-east-1', edge: 'gru1', zone: 'SA', location: [-23.55, -46.63], models },
] as const

export type Place = (typeof places)[number]
export type PlaceId = Place['id']

/** The names under which a place's endpoint itself knows its models. */
export function upstreamModels(place: Place): readonly string[] {
  return Object.values(place.models)
}

/** The setting that holds the key of a place's endpoint. */
export function apiKeyEnv(id: PlaceId): string {
  return `UPSTREAM_KEY_${id.toUpperCase()}`
}
