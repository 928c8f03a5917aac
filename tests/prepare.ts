import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { chromium } from 'playwright'

const debianChromium = '/usr/bin/chromium'
const playwrightCli = 'node_modules/.bin/playwright'

/** The browser the tests drive: `CHROMIUM_PATH`, else the system's, else the one Playwright installed. */
export function chromiumPath(): string {
  const path = findChromium()
  if (path === undefined) throw new Error(`No Chromium. ${advice.chromium}`)
  return path
}

/** Installs what the tests need beyond npm's packages, or says in one line how to. */
export function prepare(): void {
  if (findChromium() === undefined) installChromium()
  if (!runs(chromiumPath(), '--version'))
    throw new Error(`${chromiumPath()} does not start. ${advice.chromium}`)
  prepareRedis()
}

/** The same for tests that drive no browser. */
export function prepareRedis(): void {
  if (!runs('redis-server', '--version')) installRedis()
  if (!runs('redis-server', '--version')) throw new Error(`No redis-server. ${advice.redis}`)
}

const advice = {
  chromium:
    'Install it with "sudo apt-get install chromium" (Debian) or "npx playwright install --with-deps chromium", or name one in CHROMIUM_PATH.',
  redis:
    'Install it with "sudo apt-get install redis-server" (Debian, Ubuntu) or "brew install redis" (macOS).',
}

function findChromium(): string | undefined {
  const named = process.env.CHROMIUM_PATH
  const candidates = named ? [named] : [debianChromium, chromium.executablePath()]
  return candidates.find(path => existsSync(path))
}

function installChromium(): void {
  if (process.env.CHROMIUM_PATH) throw new Error('CHROMIUM_PATH names a file that does not exist.')
  if (process.platform === 'darwin') install([playwrightCli, 'install', 'chromium'])
  else if (!isUbuntu()) aptInstall('chromium')
  // Ubuntu's chromium package only points to a snap, which does not start in a container.
  else if (elevation()) install([playwrightCli, 'install', '--with-deps', 'chromium'])
}

function installRedis(): void {
  if (process.platform === 'darwin' && runs('brew', '--version')) install(['brew', 'install', 'redis'])
  else aptInstall('redis-server')
}

function aptInstall(name: string): void {
  const prefix = elevation()
  if (!prefix || !runs('apt-get', '--version')) return
  install([...prefix, 'apt-get', 'update'])
  const quiet = ['env', 'DEBIAN_FRONTEND=noninteractive']
  install([...prefix, ...quiet, 'apt-get', 'install', '--yes', '--no-install-recommends', name])
}

/** What to put before a command that needs root; undefined where root cannot be had without a password. */
function elevation(): string[] | undefined {
  if (process.getuid?.() === 0) return []
  return runs('sudo', '-n', 'true') ? ['sudo', '-n'] : undefined
}

function isUbuntu(): boolean {
  return existsSync('/etc/os-release') && /^ID=ubuntu$/m.test(readFileSync('/etc/os-release', 'utf8'))
}

// What comes of it is judged by looking for the program afterwards.
function install([command = '', ...parameters]: string[]): void {
  console.log(`${command} ${parameters.join(' ')}`)
  spawnSync(command, parameters, { stdio: ['ignore', 'inherit', 'inherit'] })
}

function runs(command: string, ...parameters: string[]): boolean {
  return spawnSync(command, parameters, { stdio: 'ignore' }).status === 0
}
