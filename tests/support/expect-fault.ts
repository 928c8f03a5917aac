import { expect } from 'vitest'

/** What is thrown names the field that is wrong, in its words as well. */
export function expectFault(read: () => unknown, param: string): void {
  expect(read).toThrow(
    expect.objectContaining({
      code: 'invalid_request',
      status: 400,
      message: expect.stringContaining(`'${param}'`),
      details: expect.objectContaining({ param }),
    }),
  )
}
