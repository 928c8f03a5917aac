import type { Effects } from '@/lib/upstream/effects'

type Post = {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const timeoutMs = 3000

/** Posts a text to a collector; undefined where it was taken, otherwise why not: a status, `timeout`, or the error's kind. */
export async function postText(
  { url, headers, body }: Post,
  { fetch, startTimer }: Pick<Effects, 'fetch' | 'startTimer'>,
): Promise<string | undefined> {
  const controller = new AbortController()
  const cancel = startTimer(timeoutMs, () => controller.abort())
  try {
    // A redirect would take the headers, and what is secret in them, elsewhere.
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal: controller.signal,
    })
    await response.body?.cancel()
    return response.ok ? undefined : String(response.status)
  } catch (error) {
    // Its words may hold the address.
    if (controller.signal.aborted) return 'timeout'
    return error instanceof Error ? error.name : typeof error
  } finally {
    cancel()
  }
}
