import { expect, it } from 'vitest'
import { runCommand } from '../support/run-command'

it('a command that there is not is told with those that there are', async () => {
  expect(await runCommand('teleport', [])).toEqual({
    code: 1,
    out: '',
    error: 'Expected one of: region-map, receipt, usage:replay.\n',
  })
})
