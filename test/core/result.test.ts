import { describe, expect, test } from 'vitest';
import { failed, formatProblem, nearestWord, ok, unknownWord } from '../../src/core/result.ts';

describe('results and problems', () => {
  test('a problem names every part of its place that is known', () => {
    const problem = { file: 'luna.yaml', line: 12, key: 'policy.rules', message: 'unknown rule' };
    expect(formatProblem(problem)).toBe('luna.yaml:12: policy.rules: unknown rule');
    expect(formatProblem({ ...problem, line: null })).toBe('luna.yaml: policy.rules: unknown rule');
    expect(formatProblem({ ...problem, file: null, line: null, key: null })).toBe('unknown rule');
  });

  test('ok and failed', () => {
    expect(ok(1)).toEqual({ ok: true, value: 1 });
    expect(failed([])).toEqual({ ok: false, problems: [] });
  });

  test('the nearest word is offered when it may have been meant, else the list', () => {
    expect(nearestWord('maxPositon', ['maxPosition', 'perOrderCap'])).toBe('maxPosition');
    expect(nearestWord('BTC-USD', ['ETH-USDT', 'BTC-USDT'])).toBe('BTC-USDT');
    expect(nearestWord('zebra', ['maxPosition', 'perOrderCap'])).toBeNull();
    expect(unknownWord('rule', 'maxPositon', ['maxPosition'])).toBe(
      'unknown rule "maxPositon"; did you mean "maxPosition"?',
    );
    expect(unknownWord('rule', 'zebra', ['a12345678', 'b12345678'])).toBe(
      'unknown rule "zebra"; expected one of a12345678, b12345678',
    );
  });
});
