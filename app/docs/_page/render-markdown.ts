import { Marked, type Tokens } from 'marked'

/** A heading below the page's own, and where it stands. */
export type Heading = { readonly id: string; readonly name: string; readonly depth: number }

/** A text as HTML, with its headings. The texts are the project's own: nothing in them is taken from a request. */
export type RenderedText = { readonly html: string; readonly headings: readonly Heading[] }

/** Renders a text; headings below the first are anchors, and what is wide scrolls by itself, by keyboard too. */
export function renderMarkdown(text: string): RenderedText {
  const headings: Heading[] = []
  const marked = new Marked({
    renderer: {
      heading({ tokens, text: name, depth }: Tokens.Heading) {
        const inner = this.parser.parseInline(tokens)
        if (depth === 1) return `<h1>${inner}</h1>`
        const plain = name.replaceAll('`', '')
        const id = anchorOf(plain)
        headings.push({ id, name: plain, depth })
        return `<h${depth} id="${id}"><a class="anchor" href="#${id}">${inner}</a></h${depth}>`
      },
      code({ text: code, lang = '' }: Tokens.Code) {
        const language = lang.split(' ')[0] ?? ''
        const label = language === '' ? 'Text' : `Example, ${language}`
        return `<pre tabindex="0" role="group" aria-label="${label}"><code class="language-${language}">${escaped(code)}</code></pre>`
      },
      table(token: Tokens.Table) {
        const cells = (row: readonly Tokens.TableCell[], tag: string) =>
          `<tr>${row.map(({ tokens }) => `<${tag}>${this.parser.parseInline(tokens)}</${tag}>`).join('')}</tr>`
        const body = token.rows.map(row => cells(row, 'td')).join('')
        const name = escaped(token.header[0]?.text ?? '')
        return `<div class="scrolling" tabindex="0" role="group" aria-label="Table: ${name}"><table><thead>${cells(token.header, 'th')}</thead><tbody>${body}</tbody></table></div>`
      },
    },
  })
  const html = marked.parse(text, { async: false })
  return { html, headings }
}

/** The anchor of a heading: its words, joined by dashes. */
export function anchorOf(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '')
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
