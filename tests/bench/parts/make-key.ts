import { isRecord } from '../../world/is-record'
import { operatorToken, planName } from './bench-world'

/** Makes a key of the bench's plan at a gateway of ours, once that has read the operator's documents. */
export async function makeKey(port: number): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/api/admin/keys`, {
    method: 'POST',
    headers: { authorization: `Bearer ${operatorToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'bench', plan: planName }),
  })
  const made: unknown = await response.json()
  if (isRecord(made) && typeof made.key === 'string') return made.key
  throw new Error(`No key was made: ${response.status} ${JSON.stringify(made)}`)
}
