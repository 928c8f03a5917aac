import type { ChatRequest } from './chat-request'

/** The log probabilities of an answer's pieces, or null where the request wants none. */
export function logprobsOf(pieces: string[], { logprobs, top_logprobs }: ChatRequest) {
  if (!logprobs) return null
  const content = pieces.map(token => ({
    ...probability(token, 0),
    top_logprobs: Array.from({ length: top_logprobs ?? 0 }, (_, rank) =>
      probability(rank === 0 ? token : `${token}${rank}`, rank),
    ),
  }))
  return { content, refusal: null }
}

function probability(token: string, rank: number) {
  return { token, logprob: -0.1 - rank, bytes: [...Buffer.from(token)] }
}
