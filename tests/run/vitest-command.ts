/** Where the reports of the test runners go. */
export const reportFolder = 'tests/.output'

/** The command that runs vitest's projects and leaves a report in JSON under a name. */
export function vitestCommand(report: string, projects: readonly string[]): string[] {
  const selection = projects.flatMap(project => ['--project', project])
  const reporters = [
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${reportFolder}/${report}.json`,
  ]
  return ['vitest', 'run', ...selection, ...reporters]
}
