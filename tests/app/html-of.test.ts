import fc from 'fast-check'
import { createElement, Fragment, type ReactNode } from 'react'
import { describe, expect, it } from 'vitest'
import { htmlOf } from '@/app/admin/_page/html-of'

const Greeting = ({ name, children }: { name: string; children?: ReactNode }) =>
  createElement('p', { title: name }, 'Hello ', name, children)

describe('elements', () => {
  it.each<{ node: ReactNode; html: string }>([
    { node: null, html: '' },
    { node: undefined, html: '' },
    { node: true, html: '' },
    { node: 'a < b & "c"', html: 'a &lt; b &amp; &quot;c&quot;' },
    { node: 0, html: '0' },
    { node: ['a', null, 1], html: 'a1' },
    { node: createElement('br'), html: '<br>' },
    { node: createElement('div', { className: 'a' }), html: '<div class="a"></div>' },
    { node: createElement(Fragment, null, 'a', createElement('b', null, 'c')), html: 'a<b>c</b>' },
    {
      node: createElement(Greeting, { name: '<i>' }, '!'),
      html: '<p title="&lt;i&gt;">Hello &lt;i&gt;!</p>',
    },
    {
      node: createElement('input', { required: true, disabled: false, defaultValue: 'a"b' }),
      html: '<input required="" value="a&quot;b">',
    },
    {
      node: createElement('textarea', { rows: 2, defaultValue: '</textarea>' }),
      html: '<textarea rows="2">\n&lt;/textarea&gt;</textarea>',
    },
    {
      node: createElement('meta', { httpEquiv: 'refresh', content: '5' }),
      html: '<meta http-equiv="refresh" content="5">',
    },
    { node: createElement('label', { htmlFor: 'a' }), html: '<label for="a"></label>' },
  ])('are written: $html', ({ node, html }) => {
    expect(htmlOf(node)).toBe(html)
  })

  it('never let a text become markup', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        const html = htmlOf(createElement('p', { title: text }, text))
        expect(html.match(/[<>]/g)).toHaveLength(4)
        expect(html.match(/"/g)).toHaveLength(2)
      }),
    )
  })
})
