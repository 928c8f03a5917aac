/** How large the world map of the status page is drawn, in its own units. */
export const mapSize = { width: 960, height: 468 } as const
