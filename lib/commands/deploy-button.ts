import bundledRegionMap from '@/lib/regions/bundled-region-map.json'

/** Where the project's repository lies; a fork puts its own here. */
const repository = 'https://github.com/your-account/isochrone'

/**
 * What a deployment is asked for: the keys that the bundled map names, each of which some countries cannot be served without,
 * and secrets of the operator's own making.
 */
const asked = [
  ...new Set(Object.values(bundledRegionMap.endpoints).map(({ apiKeyEnv }) => apiKeyEnv)),
  'OPERATOR_TOKEN',
  'API_KEY_PEPPER',
  'CRON_SECRET',
  'RECEIPT_SECRET',
]

// The form takes no empty field, and OpenAI makes such projects for eligible organizations alone. Source:
// https://developers.openai.com/api/docs/guides/data-residency
const description =
  'OPENAI_API_KEY is a key of OpenAI. OPENAI_API_KEY_EU is one of a project that you made in OpenAI’s EU region: calls from 30 European countries go nowhere else. Without one write none, and delete the variable afterwards. The others are secrets of your own: a long random text for each, such as openssl rand -hex 32 makes.'

const upstash = {
  type: 'integration',
  protocol: 'storage',
  productSlug: 'upstash-kv',
  integrationSlug: 'upstash',
}

/**
 * The address that makes a deployment of one's own: a store that holds the bundled region map from the beginning, Upstash
 * Redis, and the settings to be filled in. Source: https://vercel.com/docs/deploy-button/source and, for the store,
 * github.com/vercel/examples (edge-middleware/feature-flag-launchdarkly).
 */
export function deployLink(): string {
  const query = new URLSearchParams({
    'repository-url': repository,
    'project-name': 'isochrone',
    'repository-name': 'isochrone',
    env: ['GLOBAL_CONFIG', ...asked].join(','),
    envDescription: description,
    envLink: `${repository}#settings`,
    products: JSON.stringify([upstash]),
    'global-config-stores': JSON.stringify({ GLOBAL_CONFIG: { regions: bundledRegionMap } }),
  })
  return `https://vercel.com/new/clone?${query}`
}

/** The README's line with the button. */
export function deployButton(): string {
  return `[![Deploy with Vercel](https://vercel.com/button)](${deployLink()})`
}
