/** @jsxImportSource preact */
import { renderToString } from 'preact-render-to-string'
import baseStyle from '@/app/base.css?raw'
import { findDocPage } from '@/app/docs/_page/doc-pages'
import { DocsPage } from '@/app/docs/_page/docs-page'
import { renderMarkdown } from '@/app/docs/_page/render-markdown'
import docsStyle from '@/app/docs.css?raw'
import { documentResponse } from '@/lib/gateway/document-response'

const missing = '# There is no such page\n\nThe list beside this holds all there are.'

/** Answers with a page of the documentation; 404 with the list of pages where there is none of that address. */
export async function renderDocs(request: Request): Promise<Response> {
  const found = findDocPage(new URL(request.url).pathname)
  const text = renderMarkdown(found?.page.text ?? missing)
  const body = renderToString(
    <DocsPage text={text} page={found?.page} previous={found?.previous} next={found?.next} />,
  )
  const response = await documentResponse({
    title: `Isochrone: ${found?.page.name ?? 'no such page'}`,
    head: found ? '' : '<meta name="robots" content="noindex">',
    body,
    style: baseStyle + docsStyle,
    status: found ? 200 : 404,
  })
  // It changes with a deployment only.
  if (found) response.headers.set('cache-control', 'public, max-age=60, s-maxage=60')
  return response
}
