/** What an Upstash server keeps its data in; a failed command throws, within a transaction it is an `Error`. */
export interface Store {
  command(args: readonly (string | number)[]): Promise<unknown>
  multi(commands: readonly (readonly (string | number)[])[]): Promise<unknown[]>
  close(): Promise<void>
}
