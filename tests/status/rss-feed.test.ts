import { describe, expect, it } from 'vitest'
import { rssFeed } from '@/lib/status/rss-feed'
import { moment } from '../support/moment'

const item = {
  id: 'isochrone:incident:sin-1',
  title: 'sin: failing calls',
  body: 'Seen from sin1.',
  category: 'outage',
  link: 'https://status.example.com/history?month=2026-11&x=1#incident-sin-1',
  at: moment,
}

const feed = (changes: Partial<typeof item> = {}) =>
  rssFeed({
    pageUrl: 'https://status.example.com/',
    feedUrl: 'https://status.example.com/feed.xml',
    updatedAt: moment,
    items: [{ ...item, ...changes }],
  })

describe('a feed', () => {
  it('says whose it is, and where it lies', () => {
    const text = rssFeed({
      pageUrl: 'https://a/',
      feedUrl: 'https://a/feed.xml',
      updatedAt: moment,
      items: [],
    })
    expect(text).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\n<rss version="2.0"/)
    for (const part of [
      '<title>Isochrone status</title>',
      '<link>https://a/</link>',
      '<atom:link href="https://a/feed.xml" rel="self" type="application/rss+xml"/>',
      '<lastBuildDate>Fri, 20 Nov 2026 12:00:00 GMT</lastBuildDate>',
    ])
      expect(text).toContain(part)
  })

  it('has its entries with a lasting name and a date', () => {
    for (const part of [
      '<guid isPermaLink="false">isochrone:incident:sin-1</guid>',
      '<pubDate>Fri, 20 Nov 2026 12:00:00 GMT</pubDate>',
      '<link>https://status.example.com/history?month=2026-11&#38;x=1#incident-sin-1</link>',
    ])
      expect(feed()).toContain(part)
  })

  it('has no date for what lies ahead, which readers would hide', () => {
    expect(feed({ at: moment + 1 })).not.toContain('<pubDate>')
  })

  it('takes no text for markup: neither XML’s nor, in descriptions, HTML’s', () => {
    const text = feed({ title: '</title><b>&"\'', body: 'a <script>\nb & c' })
    expect(text).toContain('<title>&#60;/title&#62;&#60;b&#62;&#38;&#34;&#39;</title>')
    expect(text).toContain('<description>a &#38;#60;script&#38;#62;&#60;br/&#62;b &#38;#38; c</description>')
  })

  it('leaves out what XML has no place for', () => {
    const text = feed({ title: 'a\u0000\u0008\u001f\ufffe\ud800b 🌏', body: ']]>\u0001' })
    expect(text).toContain('<title>ab 🌏</title>')
    expect(text).toContain('<description>]]&#38;#62;</description>')
  })
})
