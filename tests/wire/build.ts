import { requireFreshBuild } from '../world/require-fresh-build'

/** The wire tests meet the code that stands here. */
export function setup(): void {
  requireFreshBuild()
}
