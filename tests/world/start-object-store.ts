import { mkdtemp, rm } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import S3rver from '@20minutes/s3rver'
import accounts from '@20minutes/s3rver/lib/models/account.js'
import { newId } from './openai/new-id'
import { type LoopbackServer, startLoopbackServer } from './start-loopback-server'

/** `stall` begins an answer and never ends it. */
export type ObjectStoreMode = 'ok' | 'error' | 'hang' | 'stall'

export interface ObjectRequest {
  method: string
  /** With the bucket in it. */
  path: string
}

export interface ObjectStore extends LoopbackServer {
  /** Of the server and its one bucket. */
  url: string
  region: string
  accessKeyId: string
  secretAccessKey: string
  /** The settings by which a gateway keeps answers here. */
  environment: Record<string, string>
  /** Every request that came, the oldest first. */
  requests: ObjectRequest[]
  mode: ObjectStoreMode
  /** Is well again, with an empty bucket, and forgets what was asked of it. */
  reset(): Promise<void>
}

const bucket = 'answers'
const region = 'us-east-1'

/** Starts an S3-compatible store with one bucket and a key pair of its own; requests have to be signed. */
export async function startObjectStore(): Promise<ObjectStore> {
  const directory = await mkdtemp(join(tmpdir(), 'objects-'))
  const s3 = new S3rver({
    directory,
    silent: true,
    vhostBuckets: false,
    configureBuckets: [{ name: bucket }],
  })
  await s3.configureBuckets()
  const account = accounts.DUMMY_ACCOUNT
  const accessKeyId = newId('AKIA', 16)
  const secretAccessKey = newId('s3-secret-', 40)
  account.createKeyPair(accessKeyId, secretAccessKey)
  const state: State = { serve: s3.callback(), requests: [], mode: 'ok' }
  const server = await startLoopbackServer((request, response) => answerInMode(state, { request, response }))
  const url = `http://127.0.0.1:${server.port}/${bucket}`
  return {
    ...server,
    url,
    region,
    accessKeyId,
    secretAccessKey,
    environment: {
      CACHE_S3_URL: url,
      CACHE_S3_REGION: region,
      CACHE_S3_ACCESS_KEY_ID: accessKeyId,
      CACHE_S3_SECRET_ACCESS_KEY: secretAccessKey,
    },
    requests: state.requests,
    get mode() {
      return state.mode
    },
    set mode(mode) {
      state.mode = mode
    },
    reset: async () => {
      await server.accept()
      await rm(join(directory, bucket), { recursive: true, force: true })
      await s3.configureBuckets()
      state.requests.length = 0
      state.mode = 'ok'
    },
    close: async () => {
      await server.close()
      account.revokeAccessKey(accessKeyId)
      s3.logger.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

interface State {
  serve: ReturnType<S3rver['callback']>
  requests: ObjectRequest[]
  mode: ObjectStoreMode
}

interface Call {
  request: IncomingMessage
  response: ServerResponse
}

async function answerInMode({ serve, requests, mode }: State, { request, response }: Call): Promise<void> {
  requests.push({ method: request.method ?? '', path: request.url ?? '' })
  switch (mode) {
    case 'hang':
      return
    case 'stall':
      response.writeHead(200, { 'content-type': 'text/plain', 'content-length': 1000 }).write('begun')
      return
    case 'error':
      return refuse(response, { status: 503, code: 'SlowDown' })
    case 'ok':
      // The package serves whoever signs nothing, which a bucket of one's own does not.
      if (!request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 '))
        return refuse(response, { status: 403, code: 'AccessDenied' })
      await serve(request, response)
  }
}

function refuse(response: ServerResponse, { status, code }: { status: number; code: string }): void {
  response.writeHead(status, { 'content-type': 'application/xml' })
  response.end(`<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code></Error>`)
}
