import { describe, expect, test } from 'vitest';
import { withDefaults } from '../../src/core/params.ts';
import { formatProblem } from '../../src/core/result.ts';
import { guardianBrakes } from '../../src/risk/guardian/brakes.ts';
import { riskRules } from '../../src/risk/rules/index.ts';
import { loadPolicy, parsePolicy } from '../../src/stress/loadPolicy.ts';
import { temporaryFolder } from '../market/temporaryFolder.ts';
import { BRAKES_NOT_IN_ALL_BRAKES, NOT_IN_ALL_BRAKES } from '../support/notInAllBrakes.ts';

const HEAD = ['version: 1', 'name: mine', 'why: To see.'];

/** What is wrong with a policy whose rules or brakes begin on line 4. */
function problemsOf(...lines: string[]): string[] {
  return allProblems([...HEAD, ...lines].join('\n'));
}

function allProblems(text: string): string[] {
  const policy = parsePolicy(text, 'p.yaml');
  return policy.ok ? [] : policy.problems.map(formatProblem);
}

describe('a policy that can be read', () => {
  test('takes defaults for {} and for nothing, and leaves out what is left out', () => {
    const policy = parsePolicy(
      [...HEAD, 'rules: {perOrderCap: {}, requireStop: }', 'guardian: {verifyStop: {tries: 5}}'].join('\n'),
      'p.yaml',
    );
    expect(policy).toEqual({
      ok: true,
      value: {
        name: 'mine',
        why: 'To see.',
        rules: { perOrderCap: { limitRatio: 0.02, onBreach: 'refuse' }, requireStop: {} },
        guardian: { verifyStop: { waitMs: 2_000, tries: 5 } },
      },
    });
  });

  test.each([
    ['a duration', '500ms', 500],
    ['a duration with a decimal', '1.5s', 1_500],
    ['milliseconds', '10000', 10_000],
  ])('reads a length of time as %s', (_kind, written, windowMs) => {
    const policy = parsePolicy([...HEAD, `rules: {orderRate: {windowMs: ${written}}}`].join('\n'), 'p.yaml');
    expect(policy.ok && policy.value.rules.orderRate?.windowMs).toBe(windowMs);
  });

  test('allows a limit at its bound', () => {
    const text = [
      ...HEAD,
      'rules: {dailyLossHalt: {limitRatio: 1}}',
      'guardian: {retryCap: {tries: 1}}',
    ].join('\n');
    expect(parsePolicy(text, 'p.yaml')).toMatchObject({
      ok: true,
      value: { rules: { dailyLossHalt: { limitRatio: 1 } }, guardian: { retryCap: { tries: 1 } } },
    });
  });

  test('may have no sections at all', () => {
    expect(parsePolicy(HEAD.join('\n'), 'p.yaml')).toMatchObject({
      ok: true,
      value: { rules: {}, guardian: {} },
    });
  });
});

describe('what is wrong is said with line, key and what was expected', () => {
  test.each<[string, string[], string]>([
    [
      'a misspelt rule',
      ['rules:', '  maxPositon: {}'],
      'p.yaml:5: rules.maxPositon: unknown rule "maxPositon"; did you mean "maxPosition"?',
    ],
    [
      'a misspelt brake',
      ['guardian:', '  verfyStop: {}'],
      'p.yaml:5: guardian.verfyStop: unknown brake "verfyStop"; did you mean "verifyStop"?',
    ],
    [
      'a brake among the rules',
      ['rules:', '  toString: {}'],
      `p.yaml:5: rules.toString: unknown rule "toString"; expected one of ${Object.keys(riskRules).join(', ')}`,
    ],
    ['an unknown section', ['rulse: {}'], 'p.yaml:4: rulse: unknown key "rulse"; did you mean "rules"?'],
    [
      'a misspelt parameter',
      ['rules:', '  perOrderCap:', '    limitRato: 0.1'],
      'p.yaml:6: rules.perOrderCap.limitRato: unknown key "limitRato"; did you mean "limitRatio"?',
    ],
    [
      'a parameter where there is none',
      ['rules:', '  requireStop: {on: true}'],
      'p.yaml:5: rules.requireStop.on: unknown key "on"; none is expected here',
    ],
    [
      'a negative limit',
      ['rules:', '  perOrderCap: {limitRatio: -0.1}'],
      'p.yaml:5: rules.perOrderCap.limitRatio: -0.1 is not a number above 0; leave the rule out to be without it',
    ],
    [
      'a limit of 0',
      ['rules:', '  perOrderCap:', '    limitRatio: 0'],
      'p.yaml:6: rules.perOrderCap.limitRatio: 0 is not a number above 0; leave the rule out to be without it',
    ],
    [
      'a limit that is off',
      ['rules:', '  perOrderCap: {limitRatio: off}'],
      'p.yaml:5: rules.perOrderCap.limitRatio: "off" is not a number above 0; leave the rule out to be without it',
    ],
    [
      'a rule that is false',
      ['rules:', '  perOrderCap: false'],
      'p.yaml:5: rules.perOrderCap: false does not switch a rule off; leave the rule out to be without it',
    ],
    [
      'a brake that is off',
      ['guardian:', '  verifyStop: off'],
      'p.yaml:5: guardian.verifyStop: "off" does not switch a brake off; leave the brake out to be without it',
    ],
    [
      'a rule that is 0',
      ['rules: {perOrderCap: 0}'],
      'p.yaml:4: rules.perOrderCap: 0 does not switch a rule off; leave the rule out to be without it',
    ],
    [
      'a rule that is -1',
      ['rules: {perOrderCap: -1}'],
      'p.yaml:4: rules.perOrderCap: -1 does not switch a rule off; leave the rule out to be without it',
    ],
    [
      'a rule that is true',
      ['rules:', '  requireStop: true'],
      'p.yaml:5: rules.requireStop: true is not a mapping; expected {}, which takes the defaults',
    ],
    [
      'a rule that is a number',
      ['rules:', '  perOrderCap: 0.1'],
      'p.yaml:5: rules.perOrderCap: 0.1 is not a mapping; expected a mapping with limitRatio, onBreach',
    ],
    [
      'a limit over its bound',
      ['rules: {dailyLossHalt: {limitRatio: 3}}'],
      'p.yaml:4: rules.dailyLossHalt.limitRatio: 3 is not a number above 0 and at most 1',
    ],
    [
      'percent',
      ['rules: {dailyLossHalt: {limitRatio: 3 %}}'],
      'p.yaml:4: rules.dailyLossHalt.limitRatio: "3 %" is not a ratio; 3 % is written 0.03',
    ],
    [
      'a text for a number',
      ['rules: {perOrderCap: {limitRatio: "0.1"}}'],
      'p.yaml:4: rules.perOrderCap.limitRatio: "0.1" is not a number above 0',
    ],
    [
      'not a number',
      ['rules: {perOrderCap: {limitRatio: .nan}}'],
      'p.yaml:4: rules.perOrderCap.limitRatio: NaN is not a number above 0',
    ],
    [
      'infinity',
      ['rules: {perOrderCap: {limitRatio: .inf}}'],
      'p.yaml:4: rules.perOrderCap.limitRatio: Infinity is not a number above 0',
    ],
    [
      'half a count',
      ['rules: {orderRate: {accountCount: 2.5}}'],
      'p.yaml:4: rules.orderRate.accountCount: 2.5 is not a whole number of at least 1',
    ],
    [
      'no such duration',
      ['rules: {orderRate: {windowMs: 10 seconds}}'],
      'p.yaml:4: rules.orderRate.windowMs: "10 seconds" is not a duration of at least 1ms, such as 500ms or 2s',
    ],
    [
      'an empty duration',
      ['rules: {orderRate: {windowMs: 0}}'],
      'p.yaml:4: rules.orderRate.windowMs: 0 is not a duration of at least 1ms, such as 500ms or 2s; leave the rule out to be without it',
    ],
    [
      'a misspelt choice',
      ['rules: {perOrderCap: {onBreach: resise}}'],
      'p.yaml:4: rules.perOrderCap.onBreach: unknown word "resise"; did you mean "resize"?',
    ],
    [
      'rules as a list',
      ['rules: [requireStop]'],
      'p.yaml:4: rules: ["requireStop"] is not a mapping; expected rules by name, such as {requireStop: {}}',
    ],
    ['a key twice', ['rules: {}', 'rules: {}'], 'p.yaml:5: is not YAML: Map keys must be unique'],
  ])('%s', (_case, lines, expected) => {
    expect(problemsOf(...lines)).toEqual([expected]);
  });

  test.each([
    [
      'another version',
      'version: 2\nname: mine\nwhy: W.',
      'p.yaml:1: version: is 2; expected 1, the only version that this brakecheck reads',
    ],
    [
      'no version',
      'name: mine\nwhy: W.',
      'p.yaml: version: is missing; expected 1, the only version that this brakecheck reads',
    ],
    ['no name', 'version: 1\nwhy: W.', 'p.yaml: name: is missing; expected a text'],
    [
      'a name that leaves the folder',
      'version: 1\nname: ../x\nwhy: W.',
      'p.yaml:2: name: "../x" cannot name a folder; expected letters, digits, -, _ and ., at most 80',
    ],
    ['an empty file', '', 'p.yaml: expected a mapping with version, name, why, rules, sizing, guardian'],
    [
      'a list',
      '- 1',
      'p.yaml: [1] is not a mapping; expected a mapping with version, name, why, rules, sizing, guardian',
    ],
    [
      'an anchor that is not there',
      'version: 1\nname: mine\nwhy: *no',
      'p.yaml: is not YAML: Unresolved alias (the anchor must be set before the alias): no',
    ],
  ])('%s', (_case, text, expected) => {
    expect(allProblems(text)).toEqual([expected]);
  });

  test('everything at once', () => {
    expect(
      problemsOf(
        'rules: {perOrderCap: {limitRatio: -1, onBreach: cut}, nothing: {}}',
        'guardian: {retryCap: {tries: 0}}',
      ),
    ).toHaveLength(4);
  });

  test('a file that is not there names its neighbour', () => {
    const folder = temporaryFolder({ 'policies/all-brakes.yaml': HEAD.join('\n') });
    const missing = loadPolicy(`${folder}/policies/al-brakes.yaml`, 'policies/al-brakes.yaml');
    expect(missing.ok ? [] : missing.problems.map(formatProblem)).toEqual([
      'policies/al-brakes.yaml: does not exist; did you mean "policies/all-brakes.yaml"?',
    ]);
  });
});

describe('the policies that are shipped', () => {
  test('all-brakes has every brake and every rule but those that it leaves out, with all numbers written out', () => {
    const policy = loadPolicy('scenarios/policies/all-brakes.yaml');
    if (!policy.ok) throw new Error(policy.problems.map(formatProblem).join('\n'));
    const named = [...Object.keys(policy.value.rules), ...NOT_IN_ALL_BRAKES];
    expect(named.sort()).toEqual(Object.keys(riskRules).sort());
    const brakes = [...Object.keys(policy.value.guardian), ...BRAKES_NOT_IN_ALL_BRAKES];
    expect(brakes.sort()).toEqual(Object.keys(guardianBrakes).sort());
    expect(policy.value.rules).toMatchObject({
      perOrderCap: { limitRatio: 0.1 },
      maxPosition: { limitRatio: 0.1 },
      riskPerTrade: { limitRatio: 0.02 },
      totalExposureCap: { limitRatio: 0.8 },
      dailyLossHalt: { limitRatio: 0.03 },
      drawdownBreaker: { limitRatio: 0.1 },
    });
    for (const [name, brake] of Object.entries(guardianBrakes)) {
      if (!(name in policy.value.guardian)) continue;
      expect(policy.value.guardian[name as keyof typeof guardianBrakes]).toEqual(withDefaults(brake.params));
    }
  });

  test('none has nothing', () => {
    expect(loadPolicy('scenarios/policies/none.yaml')).toMatchObject({
      ok: true,
      value: { name: 'none', rules: {}, guardian: {} },
    });
  });
});
