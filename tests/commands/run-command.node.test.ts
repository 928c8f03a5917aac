import { expect, it } from 'vitest'
import { captureCommand } from '../support/capture-command'

it('a command that there is not is told with those that there are', async () => {
  expect(await captureCommand('teleport', [])).toEqual({
    code: 1,
    out: '',
    error: 'Expected one of: region-map, receipt, usage:replay.\n',
  })
})
