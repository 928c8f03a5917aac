/** Where the AI SDK's model of a provider sends its requests to, and by what. */
export type ModelSettings = { readonly baseURL: string; readonly fetch: typeof globalThis.fetch }
