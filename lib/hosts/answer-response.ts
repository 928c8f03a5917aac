import { FastResponse } from 'srvx/node'
import type { AnswerBody } from '@/lib/hosts/answer-body'

/**
 * The response to a request of ours. Its body is taken as it is, without another stream around it, and without any where it is
 * wanted as a whole. What is seldom asked for is left to a response around the stream.
 */
export class AnswerResponse extends FastResponse {
  readonly #head: ResponseInit
  readonly #source: AnswerBody
  #opened: ReturnType<AnswerBody['open']> | undefined
  #usual: Response | undefined
  #isTaken = false

  constructor(source: AnswerBody, head: ResponseInit) {
    super(null, head)
    this.#head = head
    this.#source = source
  }

  override get body() {
    return this.#usual ? this.#usual.body : this.#open()
  }

  override get bodyUsed() {
    return this.#isTaken || this.#usual?.bodyUsed === true
  }

  override async arrayBuffer() {
    if (this.#isTaken || this.#opened !== undefined) return await this.#asUsual().arrayBuffer()
    this.#isTaken = true
    return (await this.#source.whole()).buffer
  }

  override async text() {
    return new TextDecoder().decode(await this.arrayBuffer())
  }

  override async json() {
    return JSON.parse(await this.text())
  }

  override async bytes() {
    return new Uint8Array(await this.arrayBuffer())
  }

  override async blob() {
    return await this.#asUsual().blob()
  }

  override async formData() {
    return await this.#asUsual().formData()
  }

  override clone() {
    return this.#asUsual().clone()
  }

  #open() {
    this.#opened ??= this.#source.open()
    return this.#opened
  }

  #asUsual() {
    if (this.#isTaken) throw new TypeError('The body has been read already.')
    this.#usual ??= new Response(this.#open(), this.#head)
    return this.#usual
  }
}
