import type { Command } from '../command.ts';
import { approve } from './approve.ts';
import { check } from './check.ts';
import { data } from './data.ts';
import { explain } from './explain.ts';
import { init } from './init.ts';
import { list } from './list.ts';
import { notebook } from './notebook.ts';
import { run } from './run.ts';
import { schema } from './schema.ts';
import { validate } from './validate.ts';

/** Every command, in the order in which `--help` lists them. */
export const commands: readonly Command[] = [
  init,
  run,
  validate,
  list,
  explain,
  check,
  approve,
  data,
  schema,
  notebook,
];
