import * as z from 'zod'
import { countries } from '@/lib/geo/country'
import { canaryDocument } from '@/lib/regions/canary-document'
import { regionMapDocument } from '@/lib/regions/region-map-document'

/** What of the map's schema zod cannot tell: what things are for, and rules that are code. By the path in the JSON Schema. */
const additions: Readonly<Record<string, object>> = {
  '': {
    title: 'Region map',
    description: 'The item "regions" of the Edge Config store: where calls may go, and in which order.',
    additionalProperties: false,
  },
  version: { description: 'The version of this format.' },
  endpoints: { description: 'By id: each base URL that calls may be sent to.', minProperties: 1 },
  'endpoints.*': { additionalProperties: false },
  'endpoints.*.provider': { description: 'Whose API it is; fills in base URL, auth, probe and quirks.' },
  'endpoints.*.baseUrl': {
    description: 'Such as https://api.example.com/v1; not needed where the provider has its own.',
    pattern: '^https?://[^\\s@?#\\\\]+$',
  },
  'endpoints.*.apiKeyEnv': { description: 'The name of the variable that holds its key; never the key.' },
  'endpoints.*.auth': { description: 'How the key is sent; bearer, or as the provider wants it.' },
  'endpoints.*.operations': { description: 'What it does, where that is less than its provider does.' },
  'endpoints.*.region': { description: 'The place it runs in; equals of one region and zone share calls.' },
  'endpoints.*.zone': { description: 'The data-residency area it lies in.' },
  'endpoints.*.location': { description: 'Latitude and longitude in degrees, for distances.' },
  'endpoints.*.models': { description: 'Names that it serves, or caller’s name to its own; "*" takes any.' },
  'endpoints.*.state': { description: 'draining takes nothing new; disabled is not even probed.' },
  'endpoints.*.weight': {
    description: 'Its share among equals of one place; 0 waits until the others fail.',
  },
  'endpoints.*.maxConcurrency': { description: 'Calls in flight at most, for each instance.' },
  'endpoints.*.forward': { description: 'What of the caller is sent along, as x-client-region and -ip.' },
  'endpoints.*.probe': {
    description: 'How it is asked whether it can be reached.',
    additionalProperties: false,
  },
  countries: {
    description: 'By country: the endpoints to begin with.',
    propertyNames: { $ref: '#/definitions/country' },
  },
  zones: { description: 'By zone: countries, and the endpoints that they have after their own list.' },
  'zones.*': { additionalProperties: false },
  'zones.*.countries': { items: { $ref: '#/definitions/country' } },
  residency: {
    description: 'By country: the only zones whose endpoints may see its calls, whatever else is said.',
    propertyNames: { $ref: '#/definitions/country' },
  },
  default: { description: 'The endpoints for callers of whose place nothing is known.' },
  canary: {
    description:
      'A map that a share of the callers goes by. It is turned off where it fails them, and stays so until it is changed.',
    additionalProperties: false,
  },
  'canary.share': {
    description: 'How many of the callers go by it, 0 to 1; who is in stays in as it grows.',
  },
  'canary.countries': {
    description: 'Whose callers may be drawn; without it, all.',
    items: { $ref: '#/definitions/country' },
  },
  'canary.map': {
    description: 'A region map as this one, without a canary. It can narrow residency and not widen it.',
    additionalProperties: false,
  },
}

type Schema = {
  readonly $schema: string | undefined
  /** What it refers to from its root. */
  readonly definitions: object
  readonly [keyword: string]: unknown
}

/** The JSON Schema (draft-07) of a region map as operators write it: for a file of its own, which an editor checks by it. */
export function regionMapSchema(): Schema {
  const written = { allowPrivate: true }
  const document = regionMapDocument(written).extend({ canary: canaryDocument(written).optional() })
  const { $schema, properties, ...rest } = z.toJSONSchema(document, {
    target: 'draft-7',
    io: 'input',
    override: ({ jsonSchema, path }) => Object.assign(jsonSchema, additionOf(nameOf(path))),
  })
  const country = { description: 'An ISO 3166-1 alpha-2 code.', enum: countries }
  return {
    $schema,
    ...rest,
    properties: { $schema: { type: 'string', description: 'Where this schema lies.' }, ...properties },
    definitions: { country },
  }
}

// What stands in the canary's map is what stands in any.
function additionOf(name: string): object | undefined {
  return additions[name] ?? additions[name.replace(/^canary\.map\./, '')]
}

// properties/endpoints/additionalProperties/properties/zone: endpoints.*.zone
function nameOf(path: readonly (string | number)[]): string {
  return path
    .filter(part => part !== 'properties')
    .map(part => (part === 'additionalProperties' ? '*' : part))
    .join('.')
}
