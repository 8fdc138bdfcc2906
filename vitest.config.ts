import { defineConfig } from 'vitest/config';

const source = (file: string) => new URL(`./src/${file}`, import.meta.url).pathname;

export default defineConfig({
  resolve: {
    // Nothing is built: the package's own name is its source here, too.
    alias: [
      { find: /^brakecheck$/, replacement: source('index.ts') },
      { find: /^brakecheck\/risk$/, replacement: source('risk/index.ts') },
      { find: /^brakecheck\/indicators$/, replacement: source('market/indicators/index.ts') },
      { find: /^brakecheck\/metrics$/, replacement: source('metrics/index.ts') },
      { find: /^brakecheck\/dataframes$/, replacement: source('report/dataFrames.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    // One a core: the default leaves one for the machine, which is half of a small one.
    maxWorkers: '100%',
    // Modules keep nothing from one test to the next, so a worker reads each of them once and not once a file.
    isolate: false,
    globalSetup: ['test/stagePackage.ts'],
    setupFiles: ['test/setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
