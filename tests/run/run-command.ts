import { spawn } from 'node:child_process'

/** Runs one program of `node_modules/.bin` to its end; answers whether it succeeded. */
export function runCommand(
  [program = '', ...parameters]: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<boolean> {
  return new Promise(resolve => {
    // A process group of its own: an interrupt then reaches the servers and browsers it started as well.
    const child = spawn(`node_modules/.bin/${program}`, parameters, {
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...environment },
    })
    const stop = (signal: NodeJS.Signals) => {
      if (child.pid !== undefined) process.kill(-child.pid, signal)
    }
    const finish = (succeeded: boolean) => {
      process.off('SIGINT', stop).off('SIGTERM', stop)
      resolve(succeeded)
    }
    process.on('SIGINT', stop).on('SIGTERM', stop)
    child.once('error', error => {
      console.error(`${program}: ${error.message}`)
      finish(false)
    })
    child.once('exit', code => finish(code === 0))
  })
}
