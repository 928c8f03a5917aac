import { describe, expect, it } from 'vitest'
import { readForm } from '@/lib/gateway/read-form'
import { createFakeEffects } from '../support/fake-effects'

const formType = 'application/x-www-form-urlencoded'

function request(body: BodyInit | null, type = formType): Request {
  const isStream = body instanceof ReadableStream
  return new Request('https://gateway.example.com/admin', {
    method: 'POST',
    headers: { 'content-type': type },
    body,
    ...(isStream && { duplex: 'half' }),
  })
}

const read = (body: BodyInit | null, type?: string) =>
  readForm(request(body, type), createFakeEffects().startTimer)

describe('a form', () => {
  it('is read with its fields', async () => {
    const form = await read('name=app&map=%7B%22a%22%3A+1%7D', `${formType}; charset=UTF-8`)
    expect([form.get('name'), form.get('map'), form.get('none')]).toEqual(['app', '{"a": 1}', null])
  })

  it('may be empty, or no form at all', async () => {
    expect([...(await read(''))]).toEqual([])
    expect([...(await read('%%%=%&&&='))].length).toBeGreaterThan(0)
    expect([...(await read(new Uint8Array([0xff, 0xfe, 0x3d])))].length).toBe(1)
  })

  it.each(['application/json', 'multipart/form-data; boundary=x', 'text/plain', ''])(
    'is not read from %j',
    async type => {
      await expect(read('a=1', type)).rejects.toMatchObject({ code: 'unsupported_media_type' })
    },
  )

  it('is bounded', async () => {
    await expect(read('a'.repeat(2 * 1024 * 1024 + 1))).rejects.toMatchObject({ code: 'request_too_large' })
  })

  it('must arrive in time', async () => {
    const effects = createFakeEffects()
    const reading = readForm(request(new ReadableStream({})), effects.startTimer).catch(error => error)
    const { value, afterMs } = await effects.outcome(reading)
    expect([value.code, afterMs]).toEqual(['request_timeout', 10_000])
    expect(effects.pendingTimers).toBe(0)
  })

  it('that breaks off is the sender’s fault', async () => {
    const broken = new ReadableStream({ start: controller => controller.error(new Error('gone')) })
    await expect(read(broken)).rejects.toMatchObject({ code: 'invalid_request' })
  })
})
