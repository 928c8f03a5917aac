// What `workerd` provides to the modules of a Worker, and what the configuration binds to them.

declare module 'cloudflare:workers' {
  type Service = { fetch(request: Request | string): Promise<Response> }

  export const env: {
    /** The environment of an edge function. */
    readonly environment: Readonly<Record<string, string>>
    /** What the router is told of the output. */
    readonly output: {
      readonly routes: readonly import('./parse-routes').WrittenRoute[]
      readonly functions: Readonly<Record<string, string>>
      readonly files: Readonly<Record<string, import('./routing-table').StaticFile>>
      /** Whether callers are believed about where they are. */
      readonly isBelieved: boolean
    }
    /** The static files, by their names below the folder. */
    readonly files: Service
    /** The functions. */
    readonly [name: `function:${string}`]: Service | undefined
  }
}

declare module 'edge-function' {
  const handle: (request: Request, context: { waitUntil(work: Promise<unknown>): void }) => Promise<Response>

  // biome-ignore lint/style/noDefaultExport: the platform's functions are that
  export default handle
}
