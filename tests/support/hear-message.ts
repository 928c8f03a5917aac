import Anthropic from '@anthropic-ai/sdk'
import { eventStream } from './sse'

/** What Anthropic's own client makes of the events of a message, without what it adds to it. */
export async function hearMessage(events: string): Promise<unknown> {
  const fetch = async () => new Response(events, { headers: eventStream })
  const client = new Anthropic({ apiKey: 'sk-any', baseURL: 'https://gateway.example.com', fetch })
  const messages = [{ role: 'user', content: 'x' } as const]
  const message = await client.messages.stream({ model: 'm', max_tokens: 5, messages }).finalMessage()
  return JSON.parse(JSON.stringify(message, (name, value) => (name === 'parsed_output' ? undefined : value)))
}
