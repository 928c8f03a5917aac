/** @jsxImportSource preact */
import { renderToString } from 'preact-render-to-string'
import { Console } from '@/app/admin/_page/console'
import { Frame } from '@/app/admin/_page/frame'
import { LiveCalls } from '@/app/admin/_page/live-calls'
import { SignIn } from '@/app/admin/_page/sign-in'
import adminStyle from '@/app/admin.css?raw'
import baseStyle from '@/app/base.css?raw'
import setupStyle from '@/app/setup.css?raw'
import type { AdminView } from '@/lib/gateway/admin-view'
import type { AdminPages } from '@/lib/gateway/serve-admin'

/** The operator's pages: HTML alone, so that there is no script that could be attacked or fail. */
export const pages: AdminPages = {
  write: view => `<!doctype html>${renderToString(elementOf(view))}`,
  style: baseStyle + adminStyle + setupStyle,
}

// Seconds between two looks at the calls: what is counted arrives a moment after each call.
const refreshSeconds = 5

function elementOf(view: AdminView) {
  switch (view.kind) {
    case 'sign-in':
      return (
        <Frame>
          <SignIn problem={view.problem} />
        </Frame>
      )
    case 'live':
      return (
        <Frame refreshSeconds={refreshSeconds}>
          <LiveCalls rates={view.rates} />
        </Frame>
      )
    case 'message':
      return (
        <Frame>
          <p role="alert">{view.problem}</p>
          <p>
            <a href="/admin">To the operator’s page</a>
          </p>
        </Frame>
      )
    case 'console':
      return (
        <Frame>
          <Console view={view} />
        </Frame>
      )
  }
}
