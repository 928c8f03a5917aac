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
          {breakdown.slice(0, mostRows).map(({ key, requests, promptTokens, completionTokens, costUsd }) => (
            <tr key={key}>
              <th scope="row">{key}</th>
              <td>{dollars(costUsd)}</td>
              <td>{count(requests)}</td>
              <td>{count(promptTokens)}</td>
              <td>{count(completionTokens)}</td>
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
            <td>{dollars(totalCostUsd)}</td>
            <td colSpan={3} />
          </tr>
        </tfoot>
      </table>
    </div>
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
