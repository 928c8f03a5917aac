/** Thrown where a call says something that the endpoint's API has no words for: nothing has been sent. */
export class Untranslatable extends Error {
  override readonly name = 'Untranslatable'
}
