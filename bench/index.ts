import { parseArgs } from 'node:util';
import { benchCases } from './cases/index.ts';
import { type Measured, measure } from './measure.ts';

// Prints one table of ratios. It fails nothing: on a machine that others use too a time proves little, and a ratio a little more.
const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    repetitions: { type: 'string', default: '7' },
  },
});

const chosen = benchCases.filter(({ name }) => name.includes(values.only));
const measured: Measured[] = [];
if (!values.json) printLine(['case', 'cost', 'ratio', 'aim', '']);
for (const benchCase of chosen) {
  const one = measure(benchCase, Number(values.repetitions));
  measured.push(one);
  if (!values.json) printLine(cells(one));
}
if (values.json) console.log(JSON.stringify({ node: process.version, cases: measured }, null, 2));

function cells({ name, value, unit, ratio, base, aim, isMet }: Measured): string[] {
  return [
    name,
    `${value.toFixed(value < 100 ? 1 : 0)} ${unit}`,
    `${ratio.toFixed(ratio < 10 ? 2 : 0)} x ${base}`,
    aim === null ? '' : `<= ${aim}`,
    isMet === null ? '' : isMet ? 'met' : 'not met',
  ];
}

function printLine([name, cost, ratio, aim, verdict]: string[]): void {
  console.log(
    `${name!.padEnd(28)}${cost!.padStart(16)}${ratio!.padStart(20)}${aim!.padStart(9)}  ${verdict}`.trimEnd(),
  );
}
