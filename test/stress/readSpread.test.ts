import { expect, test } from 'vitest';
import { readRecord } from '../../src/core/recordReader.ts';
import type { Problem } from '../../src/core/result.ts';
import { parseYamlText } from '../../src/core/yamlText.ts';
import { readSpread, SPREAD_MODEL_NAMES, spreadText } from '../../src/stress/readSpread.ts';

function read(spread: string) {
  const yaml = parseYamlText(`spread: ${spread}`, 's.yaml');
  if (!yaml.ok) throw new Error('no YAML');
  const problems: Problem[] = [];
  const found = readSpread(readRecord(yaml.value, [], ['spread'], problems)!);
  return { found, problems: problems.map(({ key, message }) => `${key}: ${message}`) };
}

test('a model with its window, or with 60 bars', () => {
  for (const model of SPREAD_MODEL_NAMES) {
    expect(read(`{model: ${model}}`).found).toEqual({ model, windowBars: 60 });
    expect(spreadText({ model, windowBars: 7 })).toMatch(/\./);
  }
  expect(read('{model: abdiRanaldo, windowBars: 24}').found).toEqual({
    model: 'abdiRanaldo',
    windowBars: 24,
  });
  expect(spreadText({ model: 'abdiRanaldo', windowBars: 24 })).toContain('The last 24 that have closed');
});

test.each([
  [
    '{model: abdi}',
    'spread.model: unknown spread model "abdi"; expected one of fixed, abdiRanaldo, corwinSchultz',
  ],
  ['{windowBars: 5}', 'spread.model: is missing; expected a text'],
  ['{model: fixed, windowBars: 1}', 'spread.windowBars: 1 is not a whole number of at least 2'],
  ['{model: fixed, window: 5}', 'spread.window: unknown key "window"; expected one of model, windowBars'],
])('%s is refused', (text, message) => {
  expect(read(text).problems).toContain(message);
});
