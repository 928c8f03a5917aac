/** The errors that Redis answers with, in its words. */
export const redisErrors = {
  wrongType: () => new Error('WRONGTYPE Operation against a key holding the wrong kind of value'),
  notInteger: () => new Error('ERR value is not an integer or out of range'),
  notFloat: () => new Error('ERR value is not a valid float'),
  syntax: () => new Error('ERR syntax error'),
  unknown: (name: string) => new Error(`ERR unknown command '${name}'`),
}
