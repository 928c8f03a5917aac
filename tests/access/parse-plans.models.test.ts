import { describe, expect, it } from 'vitest'
import { parsePlans } from '@/lib/access/parse-plans'

const only = (row: unknown) => parsePlans({ gold: row }).value?.get('gold')

describe('a plan', () => {
  it('that says nothing refuses a prompt that is too long, and leaves a choice to the call', () => {
    expect(only({})).toMatchObject({
      overflow: 'refuse',
      autoPriority: undefined,
      alertUsdPerCall: undefined,
    })
  })

  it.each(['refuse', 'larger', 'trim'])('may have a prompt that is too long handled so: %s', overflow => {
    expect(only({ overflow })?.overflow).toBe(overflow)
  })

  it.each(['cost', 'speed', 'quality'])('may have its models chosen by %s', autoPriority => {
    expect(only({ autoPriority })?.autoPriority).toBe(autoPriority)
  })

  it.each([0, 0.01, 1e6])('may have its operator told of calls that cost more than %d dollars', dollars => {
    expect(only({ alertUsdPerCall: dollars })?.alertUsdPerCall).toBe(dollars)
  })
})

it.each<[string, string, unknown]>([
  ['another way to handle what is too long', 'overflow', 'cut'],
  ['no way at all', 'overflow', null],
  ['something else to choose by', 'autoPriority', 'price'],
  ['a threshold below nothing', 'alertUsdPerCall', -0.01],
  ['a threshold as text', 'alertUsdPerCall', '1'],
  ['a threshold that no sum reaches', 'alertUsdPerCall', 1e6 + 1],
])('a plan with %s refuses the document', (_, field, value) => {
  const { value: plans, problems } = parsePlans({ free: {}, gold: { [field]: value } })
  expect(plans).toBeUndefined()
  expect(problems.map(({ path }) => path)).toEqual([`gold.${field}`])
})
