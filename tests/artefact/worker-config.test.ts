import { describe, expect, it } from 'vitest'
import type { Output } from './output'
import { type Serving, workerConfig } from './worker-config'

const output: Output = {
  routes: [],
  edgeFunctions: [
    { name: 'api', file: '/out/api/index.js', environment: { BUILD: '1', OWN: 'of the build' } },
    { name: 'middleware', file: '/out/middleware/index.js', environment: {} },
  ],
  functions: { api: 'api', middleware: 'middleware' },
  files: {},
}
const serving: Serving = {
  address: '127.0.0.1:0',
  outputFolder: '/out',
  routerFile: '/serving/router.js',
  isolateFile: '/serving/isolate.js',
  environment: { VERCEL: '1', KEY: 'sk-"1"', OWN: 'x' },
  authorities: ['PEM\nof somebody'],
  isBelieved: false,
}
const config = workerConfig(output, serving)
const serviceOf = (name: string) => config.split('\n  (name = ').find(part => part.startsWith(`"${name}"`))

describe('the configuration of workerd', () => {
  it('has the router alone at the socket', () => {
    expect(config).toContain(
      'sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "router")]',
    )
  })

  it('can have one function alone at the socket, without a router before it', () => {
    const alone = workerConfig(output, { ...serving, alone: 'api' })
    expect(alone).toContain(
      'sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "api")]',
    )
    expect(alone).not.toContain('router')
    expect(alone).not.toContain('middleware')
    expect(() => workerConfig(output, { ...serving, alone: 'nobody' })).toThrow('no edge function nobody')
  })

  it('has a service for each function, with its own code and settings', () => {
    expect(serviceOf('api')).toContain('esModule = embed "/out/api/index.js"')
    expect(serviceOf('middleware')).toContain('esModule = embed "/out/middleware/index.js"')
    expect(serviceOf('api')).toContain('\\x22BUILD\\x22:\\x221\\x22')
    expect(serviceOf('middleware')).not.toContain('BUILD')
  })

  it('gives every function the environment, below what the build says', () => {
    expect(serviceOf('middleware')).toContain('\\x22OWN\\x22:\\x22x\\x22')
    expect(serviceOf('api')).toContain('\\x22OWN\\x22:\\x22of the build\\x22')
    expect(serviceOf('router')).not.toContain('sk-')
  })

  it('trusts the authorities that it is told of', () => {
    expect(config).toContain('trustedCertificates = ["PEM\\x0aof somebody"]')
  })
})
