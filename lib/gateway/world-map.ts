import map from '@/lib/status/world-map.json'

/** The countries as the status page draws them: see `npm run draw:map`. */
export const worldMap = map
