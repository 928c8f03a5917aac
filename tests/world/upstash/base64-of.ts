/** A reply with its strings encoded as `Upstash-Encoding: base64` asks: nested ones too, but `OK` never. */
export function base64Of(reply: unknown): unknown {
  if (typeof reply === 'string') return reply === 'OK' ? reply : Buffer.from(reply).toString('base64')
  return Array.isArray(reply) ? reply.map(base64Of) : reply
}
