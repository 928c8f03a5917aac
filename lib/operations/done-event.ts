/** What ends a stream in most of OpenAI's operations. */
export const doneEvent = 'data: [DONE]\n\n'
