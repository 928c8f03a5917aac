import { once } from 'node:events'
import { createServer } from 'node:http'
import { describe, expect, it } from 'vitest'
import { LightAbortController } from '@/lib/hosts/light-abort-controller'

describe('LightAbortController', () => {
  it('rings once, for whoever listens then, with the first reason', () => {
    const controller = new LightAbortController()
    const { signal } = controller
    const heard: string[] = []
    const leaver = () => heard.push('one that has left')
    signal.addEventListener('abort', () => heard.push('listener'))
    signal.addEventListener('abort', leaver)
    signal.removeEventListener('abort', leaver)
    signal.onabort = ({ type }) => heard.push(`on${type}`)
    expect([signal.aborted, signal.reason]).toEqual([false, undefined])
    expect(() => signal.throwIfAborted()).not.toThrow()
    controller.abort('enough')
    controller.abort('too late')
    expect(heard).toEqual(['onabort', 'listener'])
    expect([signal.aborted, signal.reason]).toEqual([true, 'enough'])
    expect(() => signal.throwIfAborted()).toThrow('enough')
  })

  it('gives the usual reason where it is given none', () => {
    const controller = new LightAbortController()
    controller.abort()
    expect(controller.signal.reason).toMatchObject({ name: 'AbortError', code: 20 })
  })

  it("is obeyed by the runtime's own client, before a request and within its answer", async () => {
    const server = createServer((_, res) => res.write('a part'))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const controller = new LightAbortController()
    const { signal } = controller
    expect(signal).toBeInstanceOf(AbortSignal)
    const address = server.address()
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`
    const response = await fetch(url, { signal })
    const rest = response.text()
    controller.abort(new Error('enough'))
    await expect(rest).rejects.toThrow('enough')
    await expect(fetch(url, { signal })).rejects.toThrow('enough')
    server.closeAllConnections()
    server.close()
  })
})
