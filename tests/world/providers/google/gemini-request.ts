import { z } from 'zod'

const part = z.looseObject({
  text: z.string().optional(),
  functionCall: z.looseObject({ name: z.string(), args: z.unknown().optional() }).optional(),
  functionResponse: z.looseObject({ name: z.string(), response: z.unknown().optional() }).optional(),
  inlineData: z.looseObject({ mimeType: z.string(), data: z.string() }).optional(),
})

const content = z.looseObject({ role: z.string().optional(), parts: z.array(part).optional() })

const declaration = z.looseObject({
  name: z.string(),
  parameters: z.unknown().optional(),
  parametersJsonSchema: z.unknown().optional(),
})

const generationConfig = z.looseObject({
  maxOutputTokens: z.int().min(1).optional(),
  stopSequences: z.array(z.string()).optional(),
  candidateCount: z.int().min(1).max(8).optional(),
  responseMimeType: z.string().optional(),
  responseSchema: z.unknown().optional(),
  responseJsonSchema: z.unknown().optional(),
  thinkingConfig: z
    .looseObject({ thinkingBudget: z.int().optional(), includeThoughts: z.boolean().optional() })
    .optional(),
})

const functionCallingConfig = z.looseObject({
  mode: z.string().optional(),
  allowedFunctionNames: z.array(z.string()).optional(),
})

/** The fields of a request to generate content that change its answer. */
export const geminiRequest = z.looseObject({
  contents: z.array(content).optional(),
  systemInstruction: content.optional(),
  generationConfig: generationConfig.optional(),
  tools: z.array(z.looseObject({ functionDeclarations: z.array(declaration).optional() })).optional(),
  toolConfig: z.looseObject({ functionCallingConfig: functionCallingConfig.optional() }).optional(),
})

export type GeminiRequest = z.infer<typeof geminiRequest>
export type GeminiContent = z.infer<typeof content>
export type Declaration = z.infer<typeof declaration>
