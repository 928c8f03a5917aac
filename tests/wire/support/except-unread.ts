import { exceptOn } from './except-on'

/** Leaves out a test of a body that is refused before it is read: what stands before a Worker reads it to its end first. */
export function exceptUnread(context: { readonly skip: (note: string) => void }): void {
  exceptOn('worker', 'workerd by itself breaks a connection whose body is left unread', context)
}
