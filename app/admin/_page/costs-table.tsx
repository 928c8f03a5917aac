/** @jsxImportSource preact */
import type { Console } from '@/lib/gateway/admin-view'

type Props = { readonly by: 'tenant' | 'model'; readonly costs: Console['costs']['tenant'] }

const mostRows = 50

/** What calls cost, dearest first. */
export function CostsTable({ by, costs }: Props) {
  const title = `By ${by}`
  if ('problem' in costs)
    return (
      <p className="note">
        {title}: {costs.problem}
      </p>
    )
  const { breakdown, totalCostUsd } = costs.value
  return (
    <div className="scrolling">
      <table>
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">{by === 'tenant' ? 'Tenant' : 'Model'}</th>
            <th scope="col">Cost</th>
            <th scope="col">Calls</th>
            <th scope="col">Tokens in</th>
            <th scope="col">Tokens out</th>
          </tr>
        </thead>
        <tbody>
          {breakdown.slice(0, mostRows).map(row => (
            <tr key={row.key}>
              <th scope="row">{row.key}</th>
              <td>
                <Cost {...row} />
              </td>
              <td>{count(row.requests)}</td>
              <td>{count(row.promptTokens)}</td>
              <td>{count(row.completionTokens)}</td>
            </tr>
          ))}
          {breakdown.length === 0 && (
            <tr>
              <td colSpan={5}>No calls yet.</td>
            </tr>
          )}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">
              {breakdown.length > mostRows ? `All, with ${breakdown.length - mostRows} more` : 'All'}
            </th>
            <td>
              <Cost
                costUsd={totalCostUsd}
                unpriced={breakdown.reduce((sum, { unpriced }) => sum + unpriced, 0)}
              />
            </td>
            <td colSpan={3} />
          </tr>
        </tfoot>
      </table>
    </div>
  )
}

// A model without a price costs nothing here, and may cost much at its endpoint.
function Cost({ costUsd, unpriced }: { readonly costUsd: number; readonly unpriced: number }) {
  return (
    <>
      {dollars(costUsd)}
      {unpriced > 0 && <small> {count(unpriced)} unpriced</small>}
    </>
  )
}

const numbers = new Intl.NumberFormat('en')

function count(value: number): string {
  return numbers.format(value)
}

// Many calls cost less than a cent.
function dollars(value: number): string {
  return `$${value.toFixed(value !== 0 && value < 1 ? 6 : 2)}`
}
