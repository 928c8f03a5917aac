// The least that a proxy in workerd can be.

// biome-ignore lint/style/noDefaultExport: workerd wants it
export default {
  fetch(request, { UPSTREAM_URL }) {
    return fetch(UPSTREAM_URL + new URL(request.url).pathname.replace(/^\/v1/, ''), request)
  },
}
