const hidden = [
  /--\[(?<comment>=*)\[[\s\S]*?\]\k<comment>\]/,
  /--[^\n]*/,
  /\[(?<text>=*)\[[\s\S]*?\]\k<text>\]/,
  /"(?:\\[\s\S]|[^"\\])*"/,
  /'(?:\\[\s\S]|[^'\\])*'/,
  /[A-Za-z_]\w*/,
]
const number = /0[xX][\da-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/
const tokens = new RegExp([...hidden, number].map(({ source }) => source).join('|'), 'g')
const wholeNumber = /^(?:\d+|0[xX][\da-fA-F]+)$/

/** A Lua script whose whole numbers are written as floats, since Lua 5.1 has no others. */
export function floatLiterals(script: string): string {
  return script.replace(tokens, token => (wholeNumber.test(token) ? `${BigInt(token)}.0` : token))
}
