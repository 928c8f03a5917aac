/** Whether a path behind the base is that of the models or of one of them. */
export function isModelPath(path: string): boolean {
  return path === '/models' || path.startsWith('/models/')
}
