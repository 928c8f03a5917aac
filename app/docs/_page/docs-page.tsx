/** @jsxImportSource preact */
import { type DocPage, docPages } from '@/app/docs/_page/doc-pages'
import type { RenderedText } from '@/app/docs/_page/render-markdown'

type Props = {
  readonly text: RenderedText
  /** Absent where there is no page of that address. */
  readonly page: DocPage | undefined
  readonly previous: DocPage | undefined
  readonly next: DocPage | undefined
}

/** A page of the documentation, with the list of all and of its own headings. */
export function DocsPage({ text: { html, headings }, page, previous, next }: Props) {
  return (
    <>
      <header className="head">
        <a className="title" href="/docs">
          Isochrone documentation
        </a>
        <nav aria-label="Elsewhere">
          <a href="/">Status</a> <a href="/api/openapi.json">OpenAPI</a>
        </nav>
      </header>
      <div className="columns">
        <main className="text">
          {headings.length > 1 && (
            <nav aria-label="On this page" className="contents">
              <ul className="list">
                {headings.map(({ id, name, depth }) => (
                  <li key={id} className={`depth-${depth}`}>
                    <a href={`#${id}`}>{name}</a>
                  </li>
                ))}
              </ul>
            </nav>
          )}
          {/* biome-ignore lint/security/noDangerouslySetInnerHtml: The texts are our own files. */}
          <article dangerouslySetInnerHTML={{ __html: html }} />
          <nav aria-label="Pages beside this" className="beside">
            {previous && (
              <a rel="prev" href={addressOf(previous)}>
                {previous.name}
              </a>
            )}
            {next && (
              <a rel="next" href={addressOf(next)}>
                {next.name}
              </a>
            )}
          </nav>
        </main>
        <Pages current={page} />
      </div>
    </>
  )
}

function Pages({ current }: { readonly current: DocPage | undefined }) {
  return (
    <nav aria-label="Documentation" className="pages">
      {docPages.map(({ part, pages }) => (
        <section key={part}>
          {pages.length > 1 && <h2 className="part">{part}</h2>}
          <ul className="list">
            {pages.map(page => (
              <li key={page.path}>
                <a href={addressOf(page)} aria-current={page === current ? 'page' : undefined}>
                  {page.name}
                </a>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  )
}

function addressOf({ path }: DocPage): string {
  return path === '' ? '/docs' : `/docs/${path}`
}
