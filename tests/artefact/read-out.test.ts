import { describe, expect, it } from 'vitest'
import { readOut } from './read-out'

const piece = new Uint8Array(32_768)

function requestOf(pieces: number) {
  let given = 0
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      pull(controller) {
        if (given++ < pieces) controller.enqueue(piece)
        else controller.close()
      },
    },
    { highWaterMark: 0 },
  )
  const headers = new Headers({ 'content-length': String(pieces * piece.length) })
  return { request: { body, headers }, given: () => given }
}

describe('a body', () => {
  it('that is short is passed on as it is', () => {
    const { request } = requestOf(2)
    expect(readOut(request).body).toBe(request.body)
  })

  it('that is long reaches whom it is for', async () => {
    const { body, readRest } = readOut(requestOf(10).request)
    const bytes = await new Response(body).arrayBuffer()
    await readRest()
    expect(bytes.byteLength).toBe(10 * piece.length)
  })

  it('that is long is read to its end where whom it is for reads a part', async () => {
    const { request, given } = requestOf(10)
    const { body, readRest } = readOut(request)
    const reader = body?.getReader()
    await reader?.read()
    await readRest()
    expect(given()).toBe(11)
  })
})
