/** What stands around scenario, policy and strategy. */

/** The job fails on every difference from the approved results, and on one that is missing; it never approves. */
export const WORKFLOW = `name: brakecheck
on:
  push:
  pull_request:

jobs:
  brakes:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: {node-version: 22}
      - run: npm ci
      # Exit code 2: a result differs from the approved one. The job summary shows the first decision that changed.
      - run: npx brakecheck check scenarios --verify
      # The pages, and a junit.xml beside each for whatever reads test results.
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: brakecheck-reports
          path: reports/
`;

export const GITIGNORE = `node_modules/
# Reports are made anew by every run; approved results are kept.
/reports/*
!/reports/approved/
`;

export const TSCONFIG = `{
  "compilerOptions": {
    "target": "ES2023",
    "module": "NodeNext",
    "strict": true,
    "noEmit": true,
    "skipLibCheck": true
  },
  "include": ["strategies"]
}
`;

export const README = `# Brakes

\`npx brakecheck check\` runs the scenarios of this project through the risk brakes in \`scenarios/policies\` and compares each with the result that
was approved last (\`reports/approved\`).

| to | type |
|---|---|
| read what a scenario comes to | \`npx brakecheck validate scenarios\` |
| run it and write a page | \`npx brakecheck run scenarios\` |
| approve what you have read | \`npx brakecheck approve --reason "why it is right"\` |
| look a word up | \`npx brakecheck explain verifyStop\` |
`;

/** A package.json for a folder that has none. */
export function packageJson(folderName: string, version: string): string {
  const plain = folderName.toLowerCase().replace(/[^a-z0-9._-]+/g, '-');
  const content = {
    name: plain.replace(/^[._-]+/, '') || 'brakes',
    private: true,
    type: 'module',
    scripts: { brakes: 'brakecheck check' },
    devDependencies: { brakecheck: version },
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}
