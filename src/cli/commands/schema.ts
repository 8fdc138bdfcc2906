import { unknownWord } from '../../core/result.ts';
import type { Call, Command } from '../command.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { printProblems } from '../problems.ts';

export const schema: Command = {
  name: 'schema',
  summary:
    'Prints the JSON Schema of scenario and policy files, for editors, or of a result.json or a line of audit.ndjson.',
  argument: { syntax: '<kind>', doc: 'scenario, policy, result or audit' },
  options: [],
  examples: ['brakecheck schema scenario > scenario.schema.json'],
  act,
};

async function act({ args, terminal }: Call): Promise<ExitCode> {
  const { policySchema, scenarioSchema } = await import('../../stress/jsonSchema.ts');
  const { auditJsonSchema } = await import('../../report/auditSchema.ts');
  const { resultJsonSchema } = await import('../../report/resultSchema.ts');
  const makers: Readonly<Record<string, () => object>> = {
    scenario: scenarioSchema,
    policy: policySchema,
    result: resultJsonSchema,
    audit: auditJsonSchema,
  };
  const kind = args[0]!;
  if (!Object.hasOwn(makers, kind)) {
    printProblems(
      [{ file: null, line: null, key: null, message: unknownWord('kind', kind, Object.keys(makers)) }],
      terminal,
    );
    return EXIT.badInput;
  }
  terminal.out(JSON.stringify(makers[kind]!(), null, 2));
  return EXIT.pass;
}
