import { fileURLToPath } from 'node:url'
import { defineConfig } from 'playwright/test'
import { chromiumPath } from '../prepare'

const output = fileURLToPath(new URL('../.output/', import.meta.url))

// biome-ignore lint/style/noDefaultExport: Playwright reads its configuration from there.
export default defineConfig({
  testMatch: '*.browser.ts',
  outputDir: `${output}browser`,
  reporter: [['list'], ['json', { outputFile: `${output}browser.json` }]],
  workers: 1,
  retries: 0,
  forbidOnly: true,
  use: {
    browserName: 'chromium',
    launchOptions: {
      executablePath: chromiumPath(),
      args: [
        '--no-sandbox',
        '--headless',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
})
