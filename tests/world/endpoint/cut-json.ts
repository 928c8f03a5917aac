const beginnings: ReadonlyMap<string, string> = new Map([
  [
    '/v1/responses',
    '{"id":"resp_cut","object":"response","status":"completed","output":[{"type":"message","content":',
  ],
  ['/v1/messages', '{"id":"msg_cut","type":"message","role":"assistant","content":[{"type":"text","text":'],
])

const chat = '{"id":"chatcmpl-cut","object":"chat.completion","choices":[{"index":0,"message":{"role":'

/** How a plain answer of a path may begin, up to where a value is due. */
export function cutJson(path: string): string {
  return beginnings.get(path) ?? chat
}
