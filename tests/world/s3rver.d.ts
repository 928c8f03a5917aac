// The package comes without types; these are the parts that are used.

declare module '@20minutes/s3rver' {
  import type { IncomingMessage, ServerResponse } from 'node:http'

  class S3rver {
    constructor(options: {
      directory: string
      silent: boolean
      vhostBuckets: boolean
      configureBuckets: readonly { name: string }[]
    })
    readonly logger: { close(): void }
    /** Makes the buckets of the options. */
    configureBuckets(): Promise<unknown>
    /** Serves a request over whatever server it came by. */
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>
  }
  export = S3rver
}

declare module '@20minutes/s3rver/lib/models/account.js' {
  const accounts: {
    readonly DUMMY_ACCOUNT: {
      createKeyPair(accessKeyId: string, secretAccessKey: string): void
      revokeAccessKey(accessKeyId: string): void
    }
  }
  export = accounts
}
