// @ts-check
// What the page does beyond its links and forms, which work without: it renews itself, tells moments in the viewer's own
// time zone, and asks the browser for the viewer's position. It stands in the page as it is written here.
;(() => {
  const everyMs = 30_000
  let isPaused = false
  let renewedAt = Date.now()

  /** @param {ParentNode} part */
  function localize(part) {
    const local = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' })
    if (new Date().getTimezoneOffset() === 0) return
    for (const element of part.querySelectorAll('time')) {
      const at = new Date(element.dateTime)
      if (!Number.isNaN(at.getTime()) && !element.dataset.utc) {
        element.dataset.utc = element.textContent ?? ''
        element.textContent = `${local.format(at)} (${element.dataset.utc})`
      }
    }
  }

  async function renew() {
    renewedAt = Date.now()
    const response = await fetch(location.href, { cache: 'no-store' })
    if (!response.ok) throw new Error(`The page was answered with ${response.status}.`)
    const fresh = new DOMParser().parseFromString(await response.text(), 'text/html')
    localize(fresh)
    const focused = document.activeElement
    for (const part of document.querySelectorAll('[data-live]')) {
      const next = fresh.getElementById(part.id)
      const opened = [...part.querySelectorAll('details')].map(each => each.open)
      for (const [at, each] of [...(next?.querySelectorAll('details') ?? [])].entries())
        each.open = opened[at] ?? false
      // What is just being used stays until it is left.
      if (next === null || next.isEqualNode(part) || (focused !== null && part.contains(focused))) continue
      const across = [...part.querySelectorAll('.scrolling')].map(each => each.scrollLeft)
      part.replaceWith(document.adoptNode(next))
      for (const [at, each] of [...next.querySelectorAll('.scrolling')].entries())
        each.scrollLeft = across[at] ?? 0
    }
  }

  function renewIfDue() {
    if (document.hidden || isPaused || Date.now() - renewedAt < everyMs) return
    renew().catch(() => {
      const updated = document.querySelector('#updated')
      if (updated !== null && !updated.textContent?.includes('not be renewed'))
        updated.append(' (it could not be renewed since)')
    })
  }

  localize(document)
  setInterval(renewIfDue, 1000)
  document.addEventListener('visibilitychange', renewIfDue)

  const pause = document.querySelector('#pause')
  if (pause instanceof HTMLButtonElement) {
    pause.hidden = false
    pause.addEventListener('click', () => {
      isPaused = !isPaused
      pause.setAttribute('aria-pressed', String(isPaused))
    })
  }

  const position = document.querySelector('#position')
  if (position instanceof HTMLButtonElement && 'geolocation' in navigator) {
    position.hidden = false
    position.addEventListener('click', () => {
      const say = (/** @type {string} */ words) => {
        const told = document.querySelector('#position-told')
        if (told !== null) told.textContent = words
      }
      say('Asking the browser…')
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          const address = new URL(location.href)
          // To a tenth of a degree, some ten kilometres: nearer is of no use for a route and nobody's business.
          address.searchParams.set('at', `${coords.latitude.toFixed(1)},${coords.longitude.toFixed(1)}`)
          address.searchParams.delete('country')
          address.hash = 'where'
          location.assign(address)
        },
        () => say('The browser did not give your position.'),
        { maximumAge: 600_000, timeout: 10_000 },
      )
    })
  }
})()
