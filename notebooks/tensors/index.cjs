// The calls that danfojs-node makes to @tensorflow/tfjs-node, and no more, in float64. TensorFlow's own tensors are float32: there
// 1700000000123 + 1 gives 1700000038912, which is no time and no money. Here a tensor is a list of doubles and a shape of at most two
// dimensions; a type that is asked for (`int32`, `float32`) is ignored, because each would lose digits.
//
// Where it differs from TensorFlow on purpose: null and undefined are missing (NaN), not 0; a shuffle without a seed is one fixed shuffle.

class Tensor {
  /** @param {number[]} values row by row @param {number[]} shape [], [length] or [rows, columns] */
  constructor(values, shape) {
    const size = shape.reduce((product, length) => product * length, 1);
    if (size !== values.length) {
      throw new RangeError(`a tensor of shape [${shape}] holds ${size} values, got ${values.length}`);
    }
    this.values = values;
    this.shape = shape;
    this.rank = shape.length;
    this.size = size;
    this.dtype = 'float64';
  }

  /** As nested lists: a number, a list, or a list of rows. */
  arraySync() {
    const { values, shape } = this;
    if (shape.length === 0) return values[0];
    if (shape.length === 1) return [...values];
    const [rows, columns] = shape;
    return Array.from({ length: rows }, (_, row) => values.slice(row * columns, (row + 1) * columns));
  }

  clone() {
    return new Tensor([...this.values], [...this.shape]);
  }

  transpose() {
    if (this.rank < 2) return this.clone();
    const [rows, columns] = this.shape;
    const turned = this.values.map(
      (_, index) => this.values[(index % rows) * columns + Math.floor(index / rows)],
    );
    return new Tensor(turned, [columns, rows]);
  }

  sqrt() {
    return new Tensor(this.values.map(Math.sqrt), [...this.shape]);
  }

  add(other) {
    return combine(this, other, (a, b) => a + b);
  }
  sub(other) {
    return combine(this, other, (a, b) => a - b);
  }
  mul(other) {
    return combine(this, other, (a, b) => a * b);
  }
  div(other) {
    return combine(this, other, (a, b) => a / b);
  }
  /** A division by zero gives 0, as TensorFlow's does. */
  divNoNan(other) {
    return combine(this, other, (a, b) => (b === 0 ? 0 : a / b));
  }
  pow(other) {
    return combine(this, other, (a, b) => a ** b);
  }
  /** The remainder with the sign of the divisor. */
  mod(other) {
    return combine(this, other, (a, b) => {
      const rest = a % b;
      return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest;
    });
  }

  // Comparisons give 1 and 0.
  greater(other) {
    return combine(this, other, (a, b) => Number(a > b));
  }
  less(other) {
    return combine(this, other, (a, b) => Number(a < b));
  }
  greaterEqual(other) {
    return combine(this, other, (a, b) => Number(a >= b));
  }
  lessEqual(other) {
    return combine(this, other, (a, b) => Number(a <= b));
  }
  equal(other) {
    return combine(this, other, (a, b) => Number(a === b));
  }
  notEqual(other) {
    return combine(this, other, (a, b) => Number(a !== b));
  }

  // Over the first dimension, which is the only one that danfojs-node names.
  mean(axis) {
    return reduce(this, axis, (column) => sumOf(column) / column.length);
  }
  max(axis) {
    return reduce(this, axis, (column) => column.reduce((most, value) => Math.max(most, value), -Infinity));
  }
  min(axis) {
    return reduce(this, axis, (column) => column.reduce((least, value) => Math.min(least, value), Infinity));
  }

  /** Index of the first greatest value; values that are missing are passed over. */
  argMax() {
    return scalar(firstBest(this.values, (value, best) => value > best));
  }
  argMin() {
    return scalar(firstBest(this.values, (value, best) => value < best));
  }
}

/** A tensor of one dimension. */
function tensor1d(data) {
  return new Tensor(Array.from(data, toNumber), [data.length]);
}

/** A tensor of two dimensions, from rows or, where the shape is given, from one list. */
function tensor2d(data, shape) {
  const isNested = Array.isArray(data[0]) || ArrayBuffer.isView(data[0]);
  const columns = isNested ? data[0].length : shape?.[1];
  if (columns === undefined) throw new RangeError('a tensor of two dimensions from one list needs its shape');
  if (isNested) {
    for (const row of data) {
      if (row.length !== columns)
        throw new RangeError(`rows of unequal length: ${columns} and ${row.length}`);
    }
  }
  const values = isNested ? data.flatMap((row) => Array.from(row, toNumber)) : Array.from(data, toNumber);
  return new Tensor(values, shape === undefined ? [data.length, columns] : [...shape]);
}

function scalar(value) {
  return new Tensor([toNumber(value)], []);
}

/** Mean and population variance over the first dimension, in two passes. */
function moments(tensor, axis) {
  const mean = tensor.mean(axis);
  const distances = tensor.sub(mean);
  return { mean, variance: distances.mul(distances).mean(axis) };
}

/** What danfojs-node's `sample` draws from: a shuffle that depends on the seed and on nothing else. */
const data = {
  array(items) {
    const dataset = (rows) => ({
      shuffle: (_bufferLength, seed) => dataset(shuffled(rows, String(seed))),
      take: (count) => dataset(rows.slice(0, count)),
      toArray: async () => [...rows],
    });
    return dataset([...items]);
  },
};

/** Fisher and Yates with a 32-bit generator (mulberry32) that is seeded by the FNV-1a hash of the seed's text. */
function shuffled(items, seed) {
  let state = 0x811c9dc5;
  for (const character of seed) state = Math.imul(state ^ character.codePointAt(0), 0x01000193);
  const rows = [...items];
  for (let index = rows.length - 1; index > 0; index--) {
    state = (state + 0x6d2b79f5) | 0;
    let drawn = Math.imul(state ^ (state >>> 15), 1 | state);
    drawn = (drawn + Math.imul(drawn ^ (drawn >>> 7), 61 | drawn)) ^ drawn;
    const other = Math.floor((((drawn ^ (drawn >>> 14)) >>> 0) / 4_294_967_296) * (index + 1));
    [rows[index], rows[other]] = [rows[other], rows[index]];
  }
  return rows;
}

/** Two tensors value by value; a dimension of length 1 is repeated, dimensions are matched from the last. */
function combine(left, right, operation) {
  const rank = Math.max(left.rank, right.rank);
  const lengthOf = ({ shape }, dimension) => shape[dimension - rank + shape.length] ?? 1;
  const shape = Array.from({ length: rank }, (_, dimension) => {
    const [a, b] = [lengthOf(left, dimension), lengthOf(right, dimension)];
    if (a !== b && a !== 1 && b !== 1) {
      throw new RangeError(`shapes [${left.shape}] and [${right.shape}] do not go together`);
    }
    return a === 1 ? b : a;
  });
  const [rows, columns] = [shape.at(-2) ?? 1, shape.at(-1) ?? 1];
  const at = (tensor, row, column) => {
    const width = tensor.shape.at(-1) ?? 1;
    const height = tensor.shape.at(-2) ?? 1;
    return tensor.values[(height === 1 ? 0 : row) * width + (width === 1 ? 0 : column)];
  };
  const values = new Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      values[row * columns + column] = operation(at(left, row, column), at(right, row, column));
    }
  }
  return new Tensor(values, shape);
}

function reduce(tensor, axis, operation) {
  if (axis !== 0) throw new RangeError(`only the first dimension can be reduced, got ${axis}`);
  if (tensor.rank < 2) return scalar(operation(tensor.values));
  const [, columns] = tensor.shape;
  const values = Array.from({ length: columns }, (_, column) =>
    operation(tensor.values.filter((_value, index) => index % columns === column)),
  );
  return new Tensor(values, [columns]);
}

/** Neumaier's compensated sum. https://doi.org/10.1002/zamm.19740540106 */
function sumOf(values) {
  let sum = 0;
  let lost = 0;
  for (const value of values) {
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return sum + lost;
}

function firstBest(values, isBetter) {
  let best = -1;
  for (const [index, value] of values.entries()) {
    if (!Number.isNaN(value) && (best < 0 || isBetter(value, values[best]))) best = index;
  }
  if (best < 0) throw new RangeError('no value is the greatest or the least where all are missing');
  return best;
}

function toNumber(value) {
  if (value === null || value === undefined) return Number.NaN;
  if (typeof value === 'number' || typeof value === 'boolean') return Number(value);
  throw new TypeError(`a tensor holds numbers, got ${typeof value} ${JSON.stringify(value)}`);
}

module.exports = { Tensor, tensor1d, tensor2d, scalar, moments, data };
