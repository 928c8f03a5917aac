import type { OutgoingHttpHeaders } from 'node:http'
import { sendJson } from '../send-json'
import { cutJson } from './cut-json'
import { dialectOf } from './dialect-of'
import type { Exchange } from './exchange'
import type { AnswerFault } from './fault'

const page = '<!DOCTYPE html><html><body><h1>It works!</h1></body></html>'

interface Faulted {
  exchange: Exchange
  /** Without the query. */
  path: string
}

/** Answers as the fault says; false where the endpoint goes on to answer as usual. */
export async function applyAnswerFault(fault: AnswerFault, faulted: Faulted): Promise<boolean> {
  const { exchange, path } = faulted
  switch (fault.kind) {
    case 'blackhole':
      return true
    case 'reset':
      await exchange.hangUp('reset')
      return true
    case 'slow-headers':
      await exchange.pause(fault.ms)
      return false
    case 'json-for-stream':
      return false
    case 'status':
      sendStatus(faulted, fault)
      return true
    case 'html':
      send(faulted, { body: page, type: 'text/html; charset=utf-8' })
      return true
    case 'empty':
      send(faulted, { body: '' })
      return true
    case 'invalid-json':
      send(faulted, { body: `${cutJson(path)}undefined}` })
      return true
    case 'wrong-schema':
      send(faulted, { body: '{"object":"something.else","result":"Hello"}' })
      return true
    case 'error-200':
      sendFailure(faulted, { status: 200 })
      return true
    case 'truncated-json':
      await sendHalf(faulted)
      return true
  }
}

function jsonHeaders(length: number, type = 'application/json'): OutgoingHttpHeaders {
  return { 'content-type': type, 'content-length': length }
}

function send(
  { exchange: { response }, path }: Faulted,
  { body, type }: { body: string; type?: string },
): void {
  response.writeHead(200, { ...dialectOf(path).headers(), ...jsonHeaders(Buffer.byteLength(body), type) })
  response.end(body)
}

async function sendHalf({ exchange, path }: Faulted): Promise<void> {
  const half = cutJson(path)
  exchange.response.writeHead(200, { ...dialectOf(path).headers(), ...jsonHeaders(half.length * 2) })
  await exchange.write(half)
  await exchange.hangUp('destroy')
}

function sendStatus(faulted: Faulted, fault: Extract<AnswerFault, { kind: 'status' }>): void {
  const { status, headers, body } = fault
  if (typeof body !== 'string') {
    sendFailure(faulted, { status, headers, json: body })
    return
  }
  const { response } = faulted.exchange
  const usual = dialectOf(faulted.path).headers()
  response.writeHead(status, { ...jsonHeaders(Buffer.byteLength(body)), ...usual, ...headers })
  response.end(body)
}

interface Failure {
  status: number
  headers?: OutgoingHttpHeaders | undefined
  /** Without it, what the API itself says with this status. */
  json?: unknown
}

function sendFailure({ exchange, path }: Faulted, { status, headers, json }: Failure): void {
  const dialect = dialectOf(path)
  const failure = dialect.failure(status)
  sendJson(exchange.response, {
    status,
    json: json ?? failure.json,
    headers: { ...dialect.headers(), ...failure.headers, ...headers },
  })
}
