/** A fault of an operator's document: where (`endpoints.sin.location[0]`) and what was expected. */
export type Problem = { readonly path: string; readonly message: string }
