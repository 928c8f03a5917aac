/** @jsxImportSource preact */
import type { SetupItem } from '@/lib/gateway/setup-item'

// The dashboard asks which team and project are meant.
const dashboard = 'https://vercel.com/d?to='
const places = {
  variables: {
    title: 'Environment variables',
    url: `${dashboard}%2F%5Bteam%5D%2F%5Bproject%5D%2Fsettings%2Fenvironment-variables`,
  },
  storage: { title: 'Storage', url: `${dashboard}%2F%5Bteam%5D%2F%5Bproject%5D%2Fstores` },
}

/** What a deployment lacks, each with what to do and where. */
export function SetupList({ items }: { readonly items: readonly SetupItem[] }) {
  return (
    <ul className="setup">
      {items.map(({ id, title, state, reason, fix, place }) => (
        <li key={id} className={state}>
          <strong>{title}</strong>
          <p>{reason}</p>
          {fix !== undefined && (
            <p>
              {fix}
              {place !== undefined && (
                <>
                  {' '}
                  <a href={places[place].url}>{places[place].title} on Vercel</a>
                </>
              )}
            </p>
          )}
        </li>
      ))}
    </ul>
  )
}
