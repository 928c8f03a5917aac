/** Where the artefact and all that serves it lies; git ignores it. */
export const artefactFolders = {
  cli: '.vercel/cli',
  output: '.vercel/output',
  serving: '.vercel/artefact',
} as const

/** The function that serves calls. */
export const apiFunction = 'api/[[...path]]'
