/** One request of an operator, and the id in its path, if any. */
export type OperatorRequest = { readonly request: Request; readonly id: string }
