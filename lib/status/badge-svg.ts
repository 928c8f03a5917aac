/** What a badge may say, each with its colour and a shape, so that it need not be told by colour alone. */
const looks = {
  operational: ['#1a7f37', '●'],
  degraded: ['#9a6700', '◆'],
  down: ['#cf222e', '■'],
  draining: ['#57606a', '◐'],
  disabled: ['#57606a', '○'],
  unknown: ['#57606a', '?'],
} as const

export type BadgeState = keyof typeof looks

type Badge = { readonly label: string; readonly state: BadgeState; readonly p50: number | null }

const height = 20
const padding = 6
// Verdana at 11 px, the font of most badges, in the mean.
const characterWidth = 6.6

/** A badge that tells an endpoint's state and its median latency. */
export function badgeSvg({ label, state, p50 }: Badge): string {
  const [colour, shape] = looks[state]
  const said = `${shape} ${state}${p50 === null ? '' : ` · ${p50} ms`}`
  const left = widthOf(label)
  const width = left + widthOf(said)
  const text = (x: number, words: string) =>
    `<text x="${x + padding}" y="14" fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">${escaped(words)}</text>`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" role="img" aria-label="${escaped(`${label}: ${said}`)}">`,
    `<rect width="${left}" height="${height}" fill="#24292f"/><rect x="${left}" width="${width - left}" height="${height}" fill="${colour}"/>`,
    text(0, label),
    text(left, said),
    '</svg>',
  ].join('')
}

function widthOf(words: string): number {
  return Math.round([...words].length * characterWidth) + 2 * padding
}

function escaped(words: string): string {
  return words.replace(/[<>&"']/g, character => `&#${character.charCodeAt(0)};`)
}
