type Fields = Readonly<Record<string, unknown>>

/** What Gemini's `generateContent` answers, or one event of its streams; a test names only what it is about. */
export function geminiAnswer(parts: readonly Fields[] = [{ text: 'Xin chào!' }], candidate: Fields = {}) {
  return {
    candidates: [{ content: { parts, role: 'model' }, finishReason: 'STOP', index: 0, ...candidate }],
    usageMetadata: {
      promptTokenCount: 5,
      cachedContentTokenCount: 2,
      candidatesTokenCount: 4,
      thoughtsTokenCount: 3,
      totalTokenCount: 12,
    },
    modelVersion: 'gemini-2.5-flash',
    responseId: 'resp-1',
  }
}
