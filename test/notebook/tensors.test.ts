/** The stand-in for TensorFlow that danfojs-node computes with: its own arithmetic, and danfojs-node on top of it. */
import { createRequire } from 'node:module';
import { fc, test as property } from '@fast-check/vitest';
import { DataFrame, MinMaxScaler, Series, StandardScaler } from 'danfojs-node';
import { describe, expect, test } from 'vitest';

interface Tensor {
  readonly shape: number[];
  arraySync(): unknown;
  transpose(): Tensor;
  sqrt(): Tensor;
  argMax(): Tensor;
  argMin(): Tensor;
  mean(axis: number): Tensor;
  max(axis: number): Tensor;
  min(axis: number): Tensor;
  clone(): Tensor;
}
type Binary = Record<
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'divNoNan'
  | 'pow'
  | 'mod'
  | 'greater'
  | 'less'
  | 'greaterEqual'
  | 'lessEqual'
  | 'equal'
  | 'notEqual',
  (other: Tensor) => Tensor
>;
interface Tensors {
  tensor1d(data: unknown[], type?: string): Tensor & Binary;
  tensor2d(data: unknown[], shape?: number[], type?: string): Tensor & Binary;
  scalar(value: unknown): Tensor & Binary;
  moments(tensor: Tensor, axis: number): { mean: Tensor; variance: Tensor };
  data: {
    array(items: unknown[]): {
      shuffle(size: number, seed: string): { take(count: number): { toArray(): Promise<unknown[]> } };
    };
  };
}

const require = createRequire(import.meta.url);
/** As danfojs-node loads it: under TensorFlow's name. */
const tf = require('@tensorflow/tfjs-node') as Tensors;
const { tensor1d, tensor2d, scalar } = tf;

describe('arithmetic', () => {
  const rows = () =>
    tensor2d([
      [1, 2],
      [3, 4],
      [-5, 6],
    ]);

  test('is exact where float32 is not, whatever type was asked for', () => {
    expect(tensor1d([1_700_000_000_123], 'int32').add(scalar(1)).arraySync()).toEqual([1_700_000_000_124]);
    expect(
      tensor2d([[0.1]], [1, 1], 'float32')
        .add(scalar(0.2))
        .arraySync(),
    ).toEqual([[0.1 + 0.2]]);
  });

  test('repeats a number, a row and a column', () => {
    expect(rows().mul(scalar(10)).arraySync()).toEqual([
      [10, 20],
      [30, 40],
      [-50, 60],
    ]);
    expect(
      rows()
        .sub(tensor1d([1, 2]))
        .arraySync(),
    ).toEqual([
      [0, 0],
      [2, 2],
      [-6, 4],
    ]);
    expect(
      rows()
        .sub(tensor2d([1, 2, 3], [3, 1]))
        .arraySync(),
    ).toEqual([
      [0, 1],
      [1, 2],
      [-8, 3],
    ]);
    expect(scalar(7).sub(scalar(2)).arraySync()).toBe(5);
    expect(() => rows().add(tensor1d([1, 2, 3]))).toThrow('shapes [3,2] and [3] do not go together');
  });

  test('divides, raises and takes remainders as TensorFlow does', () => {
    expect(tensor1d([1, -1, 0]).div(scalar(0)).arraySync()).toEqual([Infinity, -Infinity, Number.NaN]);
    expect(tensor1d([1, -1, 0]).divNoNan(scalar(0)).arraySync()).toEqual([0, 0, 0]);
    expect(
      tensor1d([2, 9])
        .pow(tensor1d([10, 0.5]))
        .arraySync(),
    ).toEqual([1024, 3]);
    expect(
      tensor1d([7, -7, 7, -7, 6])
        .mod(tensor1d([3, 3, -3, -3, 3]))
        .arraySync(),
    ).toEqual([1, 2, -2, -1, 0]);
  });

  test('compares to 1 and 0, and what is missing equals nothing', () => {
    const left = tensor1d([1, 2, null, undefined]);
    const right = tensor1d([1, 3, 0, undefined]);
    expect(left.equal(right).arraySync()).toEqual([1, 0, 0, 0]);
    expect(left.notEqual(right).arraySync()).toEqual([0, 1, 1, 1]);
    expect(left.less(right).arraySync()).toEqual([0, 1, 0, 0]);
    expect(left.lessEqual(right).arraySync()).toEqual([1, 1, 0, 0]);
    expect(left.greater(right).arraySync()).toEqual([0, 0, 0, 0]);
    expect(left.greaterEqual(right).arraySync()).toEqual([1, 0, 0, 0]);
  });

  test('reduces over rows', () => {
    expect(rows().mean(0).arraySync()).toEqual([-1 / 3, 4]);
    expect(rows().max(0).arraySync()).toEqual([3, 6]);
    expect(rows().min(0).arraySync()).toEqual([-5, 2]);
    expect(tensor1d([1e16, 1, -1e16]).mean(0).arraySync()).toBe(1 / 3);
    expect(
      tf
        .moments(tensor1d([1, 2, 3, 4]), 0)
        .variance.sqrt()
        .arraySync(),
    ).toBe(Math.sqrt(1.25));
    expect(() => rows().mean(1)).toThrow('only the first dimension');
  });

  test('finds the first greatest and least, past what is missing', () => {
    expect(tensor1d([null, 2, 5, 5, -1]).argMax().arraySync()).toBe(2);
    expect(tensor1d([null, 2, -1, -1]).argMin().arraySync()).toBe(2);
    expect(() => tensor1d([null]).argMax()).toThrow('missing');
  });

  test('takes numbers only, in rows of one length', () => {
    expect(() => tensor1d(['1'])).toThrow('got string "1"');
    expect(() => tensor2d([[1, 2], [3]])).toThrow('unequal');
    expect(() => tensor2d([1, 2, 3], [2, 2])).toThrow('holds 4 values, got 3');
    expect(tensor1d([true, false]).arraySync()).toEqual([1, 0]);
  });

  property.prop([
    fc.integer({ min: 1, max: 7 }).chain((columns) =>
      fc.array(fc.array(fc.double(), { minLength: columns, maxLength: columns }), {
        minLength: 1,
        maxLength: 7,
      }),
    ),
  ])('turning over twice changes nothing, and a copy is its own', (values) => {
    const tensor = tensor2d(values);
    expect(tensor.transpose().shape).toEqual([...tensor.shape].reverse());
    expect(tensor.transpose().transpose().arraySync()).toEqual(values);
    expect((tensor.transpose().arraySync() as number[][])[0]).toEqual(values.map(([first]) => first));
    const copy = tensor.clone();
    (copy.arraySync() as number[][])[0]![0] = 42;
    expect(copy.arraySync()).toEqual(values);
  });
});

test('a sample depends on its seed and on nothing else', async () => {
  const items = Array.from({ length: 50 }, (_, index) => index);
  const draw = (seed: string) => tf.data.array(items).shuffle(10, seed).take(10).toArray();
  expect(await draw('1')).toEqual(await draw('1'));
  expect(await draw('1')).not.toEqual(await draw('2'));
  expect(new Set(await draw('3')).size).toBe(10);
  expect(items).toEqual(Array.from({ length: 50 }, (_, index) => index));
});

describe('danfojs-node on top of it', () => {
  const frame = () =>
    new DataFrame([
      { timeMs: 1_700_000_000_123, quote: 1.5 },
      { timeMs: 1_700_000_000_456, quote: -2.25 },
    ]);

  test('computes with times and money exactly', () => {
    expect((frame().add(1) as DataFrame).values).toEqual([
      [1_700_000_000_124, 2.5],
      [1_700_000_000_457, -1.25],
    ]);
    expect((frame().sub(new Series([1_700_000_000_000, 0.5]), { axis: 1 }) as DataFrame).values).toEqual([
      [123, 1],
      [456, -2.75],
    ]);
    expect((frame().diff(1, { axis: 1 }) as DataFrame).values[1]).toEqual([333, -3.75]);
    expect((frame().pctChange(1, { axis: 1 }) as DataFrame).column('quote').values[1]).toBe(-2.5);
    expect((frame().gt(0) as DataFrame).values).toEqual([
      [true, true],
      [true, false],
    ]);
    expect(frame().column('quote').argMax()).toBe(0);
    expect(frame().column('quote').argMin()).toBe(1);
  });

  test('scales and samples', async () => {
    expect(new StandardScaler().fitTransform([1, 2, 3])).toEqual([
      -1 / Math.sqrt(2 / 3),
      0,
      1 / Math.sqrt(2 / 3),
    ]);
    const scaler = new MinMaxScaler();
    expect(scaler.fitTransform([1, 2, 5])).toEqual([0, 0.25, 1]);
    expect(scaler.inverseTransform([0, 0.25, 1])).toEqual([1, 2, 5]);
    const drawn = await frame().sample(1, { seed: 3 });
    expect(drawn.values).toEqual((await frame().sample(1, { seed: 3 })).values);
  });
});

test('what is left out says so when it is used, and not before', () => {
  const absent = require('xlsx') as { readFile(path: string): void };
  expect(() => absent.readFile('x.xlsx')).toThrow('left out of brakecheck notebooks');
  expect(() => (require('request') as () => void)()).toThrow('read a local CSV instead');
});
