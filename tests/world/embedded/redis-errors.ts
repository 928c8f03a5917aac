/** The errors that Redis answers with, in its words. */
export const redisErrors = {
  wrongType: () => new Error('WRONGTYPE Operation against a key holding the wrong kind of value'),
  notInteger: () => new Error('ERR value is not an integer or out of range'),
  notFloat: () => new Error('ERR value is not a valid float'),
  rangeNotFloat: () => new Error('ERR min or max is not a float'),
  syntax: () => new Error('ERR syntax error'),
  noScript: () => new Error('NOSCRIPT No matching script. Please use EVAL.'),
  negativeKeyCount: () => new Error("ERR Number of keys can't be negative"),
  missingKeys: () => new Error("ERR Number of keys can't be greater than number of args"),
  unknownSubcommand: (name: string) => new Error(`ERR unknown subcommand '${name}'`),
  unknown: (name: string) => new Error(`ERR unknown command '${name}'`),
}
