import { startWorkerd } from './start-workerd'

// `node .vercel/artefact/serve.js <port> [function]`, in the project's folder: serves the artefact until SIGTERM, all of it
// behind the router, or the function that is named without anything in front of it.

const [port = '0', alone] = process.argv.slice(2)
const patienceMs = 500

async function serve(): Promise<void> {
  // How long a start takes is counted from here: this process is not there on the platform.
  console.log(`Started: ${Date.now()}`)
  const { child, port: own } = await startWorkerd(Number(port), { settings: process.env, alone })
  child.once('exit', code => process.exit(code ?? 0))
  process.once('SIGTERM', () => {
    child.kill('SIGTERM')
    // It waits for open streams.
    setTimeout(() => child.kill('SIGKILL'), patienceMs)
  })
  console.log(`Local: http://127.0.0.1:${own}`)
  console.log(`Process: ${child.pid}`)
  console.log('Ready')
}

serve().catch(error => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
