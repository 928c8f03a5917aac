/** One entry of a feed. Moments are in milliseconds since the epoch. */
export type FeedItem = {
  /** By which readers know what they have shown already. */
  readonly id: string
  readonly title: string
  /** Plain text. */
  readonly body: string
  readonly category: string
  readonly link: string
  readonly at: number
}

type Feed = {
  /** Of the page and of the feed itself. */
  readonly pageUrl: string
  readonly feedUrl: string
  readonly updatedAt: number
  readonly items: readonly FeedItem[]
}

/** A feed in RSS 2.0. Source: https://www.rssboard.org/rss-specification */
export function rssFeed({ pageUrl, feedUrl, updatedAt, items }: Feed): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">',
    '<channel>',
    '<title>Isochrone status</title>',
    `<link>${escaped(pageUrl)}</link>`,
    '<description>Incidents and notices of the endpoints behind this gateway.</description>',
    '<language>en</language>',
    `<atom:link href="${escaped(feedUrl)}" rel="self" type="application/rss+xml"/>`,
    `<lastBuildDate>${new Date(updatedAt).toUTCString()}</lastBuildDate>`,
    ...items.map(item => toXml(item, updatedAt)),
    '</channel>',
    '</rss>',
    '',
  ].join('\n')
}

function toXml({ id, title, body, category, link, at }: FeedItem, now: number): string {
  return [
    '<item>',
    `<title>${escaped(title)}</title>`,
    `<link>${escaped(link)}</link>`,
    `<guid isPermaLink="false">${escaped(id)}</guid>`,
    `<category>${escaped(category)}</category>`,
    // Readers hide until then what bears a date that lies ahead.
    ...(at > now ? [] : [`<pubDate>${new Date(at).toUTCString()}</pubDate>`]),
    // Readers take a description for HTML: text is escaped once for it, and once for XML.
    `<description>${escaped(escaped(body).replaceAll('\n', '<br/>'))}</description>`,
    '</item>',
  ].join('\n')
}

// XML has no place for these, however they are written.
const illegal = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu

function escaped(text: string): string {
  return text.replace(illegal, '').replace(/[<>&"']/g, character => `&#${character.charCodeAt(0)};`)
}
