import { Agent, request } from 'node:http'

// As the gateway's own probes wait.
const patienceMs = 2000
const agent = new Agent({ keepAlive: true })

/** Asks all endpoints at once, as from an edge, and gives the id of the first that answers; undefined where none does. */
export async function probeAll(urls: ReadonlyMap<string, string>, edge: string): Promise<string | undefined> {
  try {
    return await Promise.any([...urls].map(([id, url]) => probe({ id, url }, edge)))
  } catch {
    // None answered.
    return undefined
  }
}

function probe({ id, url }: { id: string; url: string }, edge: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${url}/models`,
      {
        method: 'HEAD',
        agent,
        headers: { 'user-agent': `isochrone (+edge ${edge})` },
        signal: AbortSignal.timeout(patienceMs),
      },
      response => {
        response.resume()
        if ((response.statusCode ?? 500) < 500) resolve(id)
        else reject(new Error(`${id} answers ${response.statusCode}`))
      },
    )
    sent.once('error', reject)
    sent.end()
  })
}
