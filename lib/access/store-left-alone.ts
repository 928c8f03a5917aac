/** The store was not asked at all: it has failed repeatedly and is being left alone for a while. */
export class StoreLeftAlone extends Error {
  override readonly name = 'StoreLeftAlone'

  constructor() {
    super('The store is being left alone after repeated failures.')
  }
}
