import { readFileSync } from 'node:fs';
import AjvDraft04 from 'ajv-draft-04';

const schema = JSON.parse(
  readFileSync(new URL('nbformat/nbformat.v4.5.schema.json', import.meta.url), 'utf8'),
);

// The schema is of draft 4, which needs a reader of its own. It is not strict: it has members that are no keywords.
const validate = new AjvDraft04.default({ strict: false, allErrors: true }).compile(schema);

/** What Jupyter's own schema has to say of a document; empty when it is a notebook. */
export function problemsOfIpynb(text: string): string[] {
  if (validate(JSON.parse(text))) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

interface IpynbOutput {
  readonly output_type: 'stream' | 'execute_result' | 'error';
  readonly name?: string;
  readonly text?: string[];
  readonly data?: Record<string, string[]>;
  readonly ename?: string;
  readonly evalue?: string;
  readonly traceback?: string[];
}

export interface Ipynb {
  readonly cells: readonly {
    readonly id: string;
    readonly cell_type: 'code' | 'markdown';
    readonly source: string[];
    readonly execution_count?: number | null;
    readonly outputs?: readonly IpynbOutput[];
  }[];
}

export function parseIpynb(text: string): Ipynb {
  return JSON.parse(text);
}
