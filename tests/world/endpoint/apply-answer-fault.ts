import type { OutgoingHttpHeaders } from 'node:http'
import { openaiError } from '../openai/openai-error'
import { sendJson } from '../send-json'
import type { Exchange } from './exchange'
import type { AnswerFault } from './fault'
import { usualHeaders } from './usual-headers'

const page = '<!DOCTYPE html><html><body><h1>It works!</h1></body></html>'
const plausible = '{"id":"chatcmpl-cut","object":"chat.completion","choices":[{"index":0,"message":{"role":'

/** Answers as the fault says; false where the endpoint goes on to answer as usual. */
export async function applyAnswerFault(fault: AnswerFault, exchange: Exchange): Promise<boolean> {
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
      sendStatus(exchange, fault)
      return true
    case 'html':
      send(exchange, { body: page, type: 'text/html; charset=utf-8' })
      return true
    case 'empty':
      send(exchange, { body: '' })
      return true
    case 'invalid-json':
      send(exchange, { body: `${plausible}undefined}` })
      return true
    case 'wrong-schema':
      send(exchange, { body: '{"object":"something.else","result":"Hello"}' })
      return true
    case 'error-200':
      sendJson(exchange.response, { ...overloaded(200), headers: usualHeaders() })
      return true
    case 'truncated-json':
      exchange.response.writeHead(200, { ...usualHeaders(), ...jsonHeaders(plausible.length * 2) })
      await exchange.write(plausible)
      await exchange.hangUp('destroy')
      return true
  }
}

function jsonHeaders(length: number, type = 'application/json'): OutgoingHttpHeaders {
  return { 'content-type': type, 'content-length': length }
}

function send({ response }: Exchange, { body, type }: { body: string; type?: string }): void {
  response.writeHead(200, { ...usualHeaders(), ...jsonHeaders(Buffer.byteLength(body), type) })
  response.end(body)
}

function sendStatus({ response }: Exchange, fault: Extract<AnswerFault, { kind: 'status' }>): void {
  const headers = { ...usualHeaders(), ...fault.headers }
  if (typeof fault.body !== 'string') {
    const json = fault.body ?? overloaded(fault.status).json
    sendJson(response, { status: fault.status, json, headers })
    return
  }
  response.writeHead(fault.status, { ...jsonHeaders(Buffer.byteLength(fault.body)), ...headers })
  response.end(fault.body)
}

function overloaded(status: number) {
  const message = `The simulated endpoint fails with ${status}.`
  return openaiError({ status, message, type: status >= 500 ? 'server_error' : 'invalid_request_error' })
}
