import type { Cell } from './cells.ts';
import type { FrameTable } from './frameTable.ts';

/** What the value of a cell's last expression is shown as. */
export type Display =
  | { readonly kind: 'table'; readonly table: FrameTable }
  /** An SVG whose colours are the page's custom properties, and what it shows in words. */
  | { readonly kind: 'chart'; readonly svg: string; readonly label: string }
  | { readonly kind: 'text'; readonly text: string };

/** What a cell left behind, in the order in which it did. */
export type CellOutput =
  | { readonly kind: 'stream'; readonly name: 'stdout' | 'stderr'; readonly text: string }
  | { readonly kind: 'display'; readonly display: Display }
  | CellError;

/** Why a notebook stopped. */
export interface CellError {
  readonly kind: 'error';
  readonly name: string;
  readonly message: string;
  /** Line of the notebook's file, counted from 1. */
  readonly line: number;
  /** Lines of the notebook that the error came through, the innermost first. */
  readonly through: readonly number[];
}

/** A cell after the run. */
export interface ExecutedCell {
  readonly cell: Cell;
  /** 1 for the first code cell; null for text and for code that was not reached. */
  readonly ordinal: number | null;
  readonly outputs: readonly CellOutput[];
}

export interface ExecutedNotebook {
  /** The file without its folder and without `.nb.ts`. */
  readonly name: string;
  /** The file without its folder. */
  readonly file: string;
  readonly cells: readonly ExecutedCell[];
}

/** Where a notebook stopped; null when it came to its end. */
export function errorOf({ cells }: ExecutedNotebook): CellError | null {
  for (const { outputs } of cells) {
    for (const output of outputs) if (output.kind === 'error') return output;
  }
  return null;
}

/** `name: message`, as a reader of the output sees it. */
export function errorText({ name, message }: CellError): string {
  return message === '' ? name : `${name}: ${message}`;
}
