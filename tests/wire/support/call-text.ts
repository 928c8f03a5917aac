import { chatBody, chatPath } from './send-to'

type Written = {
  readonly path?: string
  /** An object is written as JSON. */
  readonly body?: object | string
  /** Lines of headers, each with its line end. */
  readonly headers?: string
  /** What content-length says; the body's own length without it. */
  readonly length?: number
}

/** A call as it is written on the wire. */
export function callText(written: Written = {}): string {
  const { path = chatPath, body = chatBody(), headers = '' } = written
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const { length = Buffer.byteLength(text) } = written
  const head = `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${headers}`
  return `${head}content-length: ${length}\r\n\r\n${text}`
}
