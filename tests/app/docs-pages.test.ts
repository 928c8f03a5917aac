import { describe, expect, it } from 'vitest'
import { docPages, findDocPage } from '@/app/docs/_page/doc-pages'
import { renderDocs } from '@/app/docs/_page/render-docs'
import { renderMarkdown } from '@/app/docs/_page/render-markdown'

const ask = (path: string) => renderDocs(new Request(`https://gateway.example.com${path}`))
const addresses = docPages.flatMap(({ pages }) =>
  pages.map(({ path }) => (path === '' ? '/docs' : `/docs/${path}`)),
)

describe('a page of the documentation', () => {
  it.each(addresses)('is there, without a script, and leads to all others: %s', async address => {
    const response = await ask(address)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(response.headers.get('cache-control')).toBe('public, max-age=60, s-maxage=60')
    expect(response.headers.get('content-security-policy')).toContain("script-src 'none'")
    const html = await response.text()
    expect(html).not.toMatch(/<script|style="| on\w+="/)
    for (const other of [...addresses, '/', '/api/openapi.json']) expect(html).toContain(`href="${other}"`)
    expect(html.match(/aria-current="page"/g)).toHaveLength(1)
    expect(html).toContain(`href="${address}" aria-current="page"`)
  })

  it('is found with a slash at its end', () => {
    expect(findDocPage('/docs/')?.page.path).toBe('')
    expect(findDocPage('/docs/callers/errors/')?.page.path).toBe('callers/errors')
  })

  it('knows those beside it', () => {
    expect(findDocPage('/docs')).toMatchObject({ previous: undefined, next: { path: 'callers/quick-start' } })
  })
})

it.each(['/docs/nope', '/docs/callers', '/docs/callers/errors/more', '/docs/%3Cb%3E', '/docs/__proto__'])(
  'an address without a page is told so, with the list of those that there are: %s',
  async address => {
    const response = await ask(address)
    expect(response.status).toBe(404)
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    const html = await response.text()
    expect(html).toContain('<h1>There is no such page</h1>')
    expect(html).toContain('href="/docs/callers/errors"')
    expect(html).not.toContain('aria-current')
    expect(html).not.toContain('<b>')
  },
)

describe('a text', () => {
  it('has anchors at its headings, by their words', () => {
    const { html, headings } = renderMarkdown('# T\n\n## The `way` of it\n\n### Ångström & more')
    expect(headings).toEqual([
      { id: 'the-way-of-it', name: 'The way of it', depth: 2 },
      { id: 'ångström-more', name: 'Ångström & more', depth: 3 },
    ])
    expect(html).toContain(
      '<h2 id="the-way-of-it"><a class="anchor" href="#the-way-of-it">The <code>way</code> of it</a></h2>',
    )
  })

  it('has code with its language, escaped, that can be scrolled by keyboard', () => {
    const { html } = renderMarkdown('```ts run\nconst a = "<b>" && 1\n```')
    expect(html).toContain('<pre tabindex="0" role="group" aria-label="Example, ts">')
    expect(html).toContain('<code class="language-ts">const a = &quot;&lt;b>&quot; &amp;&amp; 1</code>')
  })

  it('has tables that scroll by themselves', () => {
    const { html } = renderMarkdown('| Name | `b` |\n|---|---|\n| x | [y](/z) |')
    expect(html).toContain(
      '<div class="scrolling" tabindex="0" role="group" aria-label="Table: Name"><table>',
    )
    expect(html).toContain('<tr><td>x</td><td><a href="/z">y</a></td></tr>')
  })
})
