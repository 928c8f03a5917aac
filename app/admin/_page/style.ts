/** The style sheet of the operator's pages, in the colours of the status page. They are served by a route, which has no other. */
export const style = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#ffffff, #14171a);
  --text: light-dark(#1b1f23, #e8eaed);
  --quiet: light-dark(#57606a, #a4acb4);
  --line: light-dark(#d8dee4, #343a40);
  --good: light-dark(#116329, #56d364);
  --bad: light-dark(#b31d28, #ff8a80);
}
* { box-sizing: border-box; }
body {
  margin: 0;
  background: var(--ground);
  color: var(--text);
  font: 16px / 1.5 system-ui, sans-serif;
}
main { max-width: 72rem; margin: 0 auto; padding: 1.5rem 1rem; }
header { display: flex; flex-wrap: wrap; gap: 0.5rem 1.5rem; align-items: baseline; }
header form { margin-left: auto; }
h1 { margin: 0; font-size: 1.5rem; }
h2 { margin: 2rem 0 0.5rem; font-size: 1.25rem; }
h3 { margin: 1rem 0 0.5rem; font-size: 1rem; }
h4 { margin: 0.75rem 0 0.25rem; font-size: 0.875rem; }
ul { margin: 0; padding-left: 1.25rem; }
a { color: inherit; }
nav a { margin-right: 0.75rem; white-space: nowrap; }
code { font-family: ui-monospace, monospace; font-size: 0.875em; overflow-wrap: anywhere; }
abbr { text-decoration: none; }
small { display: block; color: var(--quiet); font-size: 0.8125rem; }
.note { color: var(--quiet); font-size: 0.875rem; }
.good { color: var(--good); }
.bad, [role="alert"] { color: var(--bad); }
.problem, .made-key, .checked { border-left: 0.3rem solid var(--bad); margin: 1rem 0; padding: 0.5rem 0.75rem; }
.made-key { border-color: var(--good); }
.made-key code { display: block; margin-top: 0.25rem; font-size: 1rem; user-select: all; }
.checked { border-color: var(--line); }
.side-by-side { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 1rem 2rem; align-items: start; }
.scrolling { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { padding: 0 0 0.25rem; font-weight: 600; text-align: left; }
th, td { padding: 0.375rem 0.75rem 0.375rem 0; border-bottom: 1px solid var(--line); text-align: left; font-weight: normal; vertical-align: top; }
thead th { color: var(--quiet); font-size: 0.875rem; white-space: nowrap; }
tbody th { font-weight: 600; }
th, td { white-space: nowrap; }
.changes td:last-child { white-space: normal; min-width: 12rem; }
.changes caption { padding-top: 0.75rem; }
#costs td, #costs thead th + th { text-align: right; }
label { display: block; font-size: 0.875rem; }
input, select, textarea, button {
  border: 1px solid var(--quiet);
  border-radius: 4px;
  padding: 0.375rem 0.5rem;
  background: var(--ground);
  color: var(--text);
  font: inherit;
}
input, select, button { height: 2.25rem; }
input, select, textarea { display: block; width: 100%; margin-top: 0.125rem; }
form { margin: 0; }
#region-map > form { margin-top: 1.5rem; }
textarea { font-family: ui-monospace, monospace; font-size: 0.8125rem; line-height: 1.4; resize: vertical; }
button { cursor: pointer; }
:focus-visible { outline: 2px solid var(--good); outline-offset: 2px; }
.keys form { display: flex; gap: 0.5rem; align-items: baseline; }
.keys button { height: auto; padding: 0 0.5rem; }
.scrolling code { overflow-wrap: normal; }
.fields { display: flex; flex-wrap: wrap; gap: 0.75rem; align-items: end; margin: 1rem 0 0; }
.fields label { flex: 1 1 9rem; max-width: 16rem; }
.sign-in { max-width: 22rem; margin: 4rem auto; display: grid; gap: 1rem; }
.sign-in p { margin: 0; }
.live { display: block; width: 100%; height: 5.5rem; margin: 1rem 0 0; border: 0; color-scheme: light dark; }
.framed main { max-width: none; padding: 0; }
.live-calls { display: grid; grid-template-columns: minmax(10rem, 16rem) 1fr; gap: 1rem; align-items: end; }
.live-calls p { margin: 0; }
.live-calls strong { font-size: 1.75rem; line-height: 1.2; }
.live-calls svg { display: block; width: 100%; height: 3.5rem; }
.live-calls rect { fill: var(--good); }
.live-calls rect.none { fill: var(--line); }
@media (max-width: 48rem) {
  th, td { padding-right: 0.5rem; }
  .changes td:last-child { min-width: 8rem; }
  .live { height: 8rem; }
  .live-calls { grid-template-columns: 1fr; gap: 0.5rem; }
  .keys thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .keys tr { display: grid; grid-template-columns: repeat(2, 1fr); gap: 0.25rem 1rem; padding: 0.5rem 0; border-bottom: 1px solid var(--line); }
  .keys th, .keys td { border: 0; padding: 0; white-space: normal; overflow-wrap: anywhere; }
  .keys th { grid-column: span 2; }
  .keys td::before { display: block; color: var(--quiet); font-size: 0.75rem; content: attr(data-label); }
  .keys form { flex-wrap: wrap; }
}
@media (max-width: 30rem) {
  table { font-size: 0.875rem; }
}
`
