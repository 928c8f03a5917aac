/** @jsxImportSource preact */
/** Asks for the operator token. */
export function SignIn({ problem }: { readonly problem: string | undefined }) {
  return (
    <form className="sign-in" method="post" action="/admin/sign-in" target="_top">
      <h1>Isochrone operator</h1>
      {problem !== undefined && <p role="alert">{problem}</p>}
      <label>
        Operator token
        <input name="token" type="password" autoComplete="current-password" required={true} />
      </label>
      <button type="submit">Sign in</button>
      <p className="note">It is the setting OPERATOR_TOKEN. You stay signed in for eight hours.</p>
    </form>
  )
}
