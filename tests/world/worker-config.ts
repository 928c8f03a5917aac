import { readFileSync } from 'node:fs'
import { quote } from '../artefact/quote'

type Options = {
  /** 0 takes a free one. */
  readonly port: string
  readonly bindings: Readonly<Record<string, string | undefined>>
}

/** The header in which a test tells what Cloudflare would know of a caller, as JSON. */
export const placeHeader = 'x-test-cf'

/** The configuration with which workerd serves a Worker on loopback, as Cloudflare would by the documented wrangler.jsonc: the module lies beside it. */
export function workerConfig({ port, bindings }: Options): string {
  const { NODE_EXTRA_CA_CERTS: trusted, ...settings } = bindings
  const trustedPem =
    trusted === undefined ? '' : `, trustedCertificates = [${quote(readFileSync(trusted, 'utf8'))}]`
  const texts = Object.entries(settings).flatMap(([name, value = '']) =>
    /^(PATH|HOME|NODE_.*)$/.test(name) ? [] : `(name = ${quote(name)}, text = ${quote(value)})`,
  )
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "internet", network = (
      allow = ["public", "private"],
      tlsOptions = (trustBrowserCas = true${trustedPem})
    ))
  ],
  sockets = [(
    name = "http",
    address = "127.0.0.1:${port}",
    http = (cfBlobHeader = "${placeHeader}"),
    service = "main"
  )]
);
const worker :Workerd.Worker = (
  modules = [(name = "worker.mjs", esModule = embed "worker.mjs")],
  compatibilityDate = "2026-10-01",
  compatibilityFlags = ["enable_request_signal"],
  bindings = [${texts.join(',\n')}]
);
`
}
