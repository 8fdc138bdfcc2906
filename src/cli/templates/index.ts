import { VERSION } from '../../core/version.ts';
import { POLICY } from './policy.ts';
import { GITIGNORE, packageJson, README, TSCONFIG, WORKFLOW } from './project.ts';
import { SCENARIO } from './scenario.ts';
import { STRATEGY } from './strategy.ts';

/** A file of a new project. */
export interface ProjectFile {
  /** From the project's folder, with forward slashes. */
  readonly path: string;
  readonly content: string;
  /**
   * What to say where a project has this file already and keeps it; null for a file without which the rest makes no sense: then nothing is
   * written at all.
   */
  readonly whenKept: string | null;
}

/** Every file of a new project, in the order in which one reads them. */
export function projectFiles(folderName: string): readonly ProjectFile[] {
  return [
    { path: 'scenarios/ftx-week.yaml', content: SCENARIO, whenKept: null },
    { path: 'scenarios/policies/my-brakes.yaml', content: POLICY, whenKept: null },
    { path: 'strategies/momentum.ts', content: STRATEGY, whenKept: null },
    { path: '.github/workflows/brakecheck.yml', content: WORKFLOW, whenKept: null },
    {
      path: 'package.json',
      content: packageJson(folderName, VERSION),
      whenKept: `it needs brakecheck among its dependencies: npm install --save-dev brakecheck@${VERSION}`,
    },
    {
      path: 'tsconfig.json',
      content: TSCONFIG,
      whenKept:
        'an editor reads strategies/ with its options: "module": "NodeNext" knows the types of brakecheck',
    },
    {
      path: '.gitignore',
      content: GITIGNORE,
      whenKept: 'it should have two lines: /reports/* and !/reports/approved/',
    },
    {
      path: 'README.md',
      content: README,
      whenKept: 'a line for it: `npx brakecheck check` tests the risk brakes.',
    },
  ];
}
