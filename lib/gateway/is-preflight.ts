/** Whether a browser asks if a page of another origin may send what it is about to send. */
export function isPreflight({ method, headers }: Pick<Request, 'method' | 'headers'>): boolean {
  return method === 'OPTIONS' && headers.has('access-control-request-method')
}
