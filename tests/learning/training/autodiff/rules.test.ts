import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rules } from '#host/training/autodiff/rules/index.ts';
import { type Case, checkGradient } from './support/check-gradient.ts';

const seed = fc.integer({ min: 1, max: 1_000_000 });
const size = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });
const shape = fc.array(size(4), { minLength: 1, maxLength: 4 });

/** Both sides of a broadcasting operator: some sizes 1, some leading axes left out on one side. */
const broadcastShapes = fc
  .record({
    whole: shape,
    ones: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    cut: size(3),
    flip: fc.boolean(),
  })
  .map(({ whole, ones, cut, flip }) => {
    const small = whole
      .map((n, axis) => (ones[axis] === true ? 1 : n))
      .slice(Math.min(cut - 1, whole.length - 1));
    return flip ? [small, whole] : [whole, small];
  });

const geometry = {
  n: size(3),
  kernel: fc.tuple(size(3), size(3)),
  strides: fc.tuple(size(3), size(3)),
  dilations: fc.tuple(size(2), size(2)),
  pads: fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2), fc.nat(2)),
  space: fc.tuple(fc.integer({ min: 5, max: 9 }), fc.integer({ min: 5, max: 9 })),
  seed,
};

const convolutions = fc
  .record({
    ...geometry,
    groups: size(3),
    inputs: size(3),
    outputs: size(3),
    bias: fc.boolean(),
    wide: fc.boolean(),
  })
  .map(
    ({ n, kernel, strides, dilations, pads, space, groups, inputs, outputs, bias, wide, seed: s }): Case => {
      // With many channels on both sides, the photos are laid side by side for the kernel's gradient.
      const perGroup = wide ? 24 : inputs;
      const o = groups * outputs * (wide ? 8 : 1);
      return {
        op: 'Conv',
        inputs: [[n, groups * perGroup, ...space], [o, perGroup, ...kernel], ...(bias ? [[o]] : [])],
        attributes: {
          strides: { ints: strides },
          dilations: { ints: dilations },
          pads: { ints: pads },
          group: { int: groups },
        },
        seed: s,
      };
    },
  );

const pools = (op: 'MaxPool' | 'AveragePool'): fc.Arbitrary<Case> =>
  fc
    .record({ ...geometry, c: size(3), portable: fc.boolean(), counts: fc.boolean() })
    .map(({ n, kernel, strides, pads, space, c, portable, counts, seed: s }): Case => {
      // A window must not lie in the padding altogether.
      const [top, left, bottom, right] = pads;
      const fit = (pad: number, k: number): number => Math.min(pad, k - 1);
      const fitted = [
        fit(top, kernel[0]),
        fit(left, kernel[1]),
        fit(bottom, kernel[0]),
        fit(right, kernel[1]),
      ];
      const attributes = {
        kernel_shape: { ints: kernel },
        strides: { ints: strides },
        pads: { ints: fitted },
      };
      return {
        op,
        inputs: [[n, c, ...space]],
        attributes:
          op === 'MaxPool' ? attributes : { ...attributes, count_include_pad: { int: counts ? 1 : 0 } },
        portable,
        spread: op === 'MaxPool' ? 'apart' : 'smooth',
        seed: s,
      };
    });

const valueByValue = (
  op: string,
  spread: Case['spread'] = 'smooth',
  more: Partial<Case> = {},
): fc.Arbitrary<Case> =>
  fc
    .record({ dims: shape, seed })
    .map(({ dims, seed: s }) => ({ op, inputs: [dims], spread, seed: s, ...more }));

const twoSided = (op: string, spread: Case['spread'] = 'smooth'): fc.Arbitrary<Case> =>
  fc
    .record({ inputs: broadcastShapes, seed })
    .map(({ inputs, seed: s }) => ({ op, inputs, spread, seed: s }));

/** Cases for every operator of the table. */
const cases: Record<keyof typeof rules, fc.Arbitrary<Case>> = {
  Add: twoSided('Add'),
  Sub: twoSided('Sub'),
  Mul: twoSided('Mul'),
  Div: twoSided('Div', 'positive'),
  Relu: valueByValue('Relu', 'apart'),
  Sigmoid: valueByValue('Sigmoid'),
  HardSwish: valueByValue('HardSwish', 'apart'),
  Clip: valueByValue('Clip', 'apart', { constants: [Float32Array.of(0), Float32Array.of(6)] }),
  Identity: valueByValue('Identity'),
  Dropout: valueByValue('Dropout'),
  Cast: valueByValue('Cast', 'smooth', { attributes: { to: { int: 1 } } }),
  Pad: fc
    .record({
      dims: fc.tuple(size(3), size(3)),
      pads: fc.array(fc.nat(2), { minLength: 4, maxLength: 4 }),
      seed,
    })
    .map(({ dims, pads, seed: s }) => ({ op: 'Pad', inputs: [dims], constants: [pads], seed: s })),
  Softmax: fc
    .record({
      dims: fc.array(size(4), { minLength: 2, maxLength: 4 }),
      axis: fc.integer({ min: -2, max: 1 }),
      seed,
    })
    .map(({ dims, axis, seed: s }) => ({
      op: 'Softmax',
      inputs: [dims],
      attributes: { axis: { int: axis } },
      seed: s,
    })),
  Conv: convolutions,
  MaxPool: pools('MaxPool'),
  AveragePool: pools('AveragePool'),
  GlobalAveragePool: fc
    .record({ n: size(3), c: size(3), space: geometry.space, seed })
    .map(({ n, c, space, seed: s }) => ({ op: 'GlobalAveragePool', inputs: [[n, c, ...space]], seed: s })),
  BatchNormalization: fc
    .record({ n: size(3), c: size(4), space: geometry.space, seed })
    .map(({ n, c, space, seed: s }) => ({
      op: 'BatchNormalization',
      inputs: [[n, c, ...space], [c], [c]],
      // Running mean and variance, by channel.
      constants: [
        Float32Array.from({ length: c + (c === 1 ? 1 : 0) }, (_, i) => i / 2).slice(0, Math.max(c, 1)),
        Float32Array.from({ length: c }, (_, i) => 1 + i / 2),
      ],
      seed: s,
    }))
    .filter(({ inputs }) => (inputs[1]?.[0] ?? 0) > 1),
  Gemm: fc
    .record({
      m: size(4),
      k: size(4),
      n: size(4),
      transA: fc.boolean(),
      transB: fc.boolean(),
      alpha: size(3),
      bias: fc.nat(2),
      seed,
    })
    .map(({ m, k, n, transA, transB, alpha, bias, seed: s }) => ({
      op: 'Gemm',
      inputs: [transA ? [k, m] : [m, k], transB ? [n, k] : [k, n], ...([[], [[n]], [[m, 1]]][bias] ?? [])],
      attributes: {
        transA: { int: transA ? 1 : 0 },
        transB: { int: transB ? 1 : 0 },
        alpha: { float: alpha / 2 },
        beta: { float: 0.5 },
      },
      seed: s,
    })),
  MatMul: fc
    .record({ lead: broadcastShapes, m: size(3), k: size(3), n: size(3), seed })
    .map(({ lead: [a = [], b = []], m, k, n, seed: s }) => ({
      op: 'MatMul',
      inputs: [
        [...a, m, k],
        [...b, k, n],
      ],
      seed: s,
    })),
  Flatten: fc.record({ dims: shape, seed }).map(({ dims, seed: s }) => ({
    op: 'Flatten',
    inputs: [dims],
    attributes: { axis: { int: dims.length > 1 ? 1 : 0 } },
    seed: s,
  })),
  Reshape: fc
    .record({ a: size(4), b: size(4), c: size(4), seed })
    .map(({ a, b, c, seed: s }) => ({ op: 'Reshape', inputs: [[a, b, c]], constants: [[0, -1]], seed: s })),
  ReduceMean: fc
    .record({
      dims: fc.array(size(4), { minLength: 4, maxLength: 4 }),
      axes: fc.subarray([0, 1, 2, -1], { minLength: 1 }),
      keep: fc.nat(1),
      seed,
    })
    .map(({ dims, axes, keep, seed: s }) => ({
      op: 'ReduceMean',
      inputs: [dims],
      attributes: { axes: { ints: axes }, keepdims: { int: keep } },
      seed: s,
    })),
  Concat: fc
    .record({
      dims: fc.array(size(3), { minLength: 3, maxLength: 3 }),
      axis: fc.integer({ min: -3, max: 2 }),
      other: size(3),
      seed,
    })
    .map(({ dims, axis, other, seed: s }) => ({
      op: 'Concat',
      inputs: [dims, dims.map((n, i) => (i === (axis + 3) % 3 ? other : n))],
      attributes: { axis: { int: axis } },
      seed: s,
    })),
};

describe('the gradient rules agree with central differences', () => {
  it('has cases for every operator of the table', () => {
    expect(Object.keys(cases).toSorted()).toEqual(Object.keys(rules).toSorted());
  });

  for (const [op, arbitrary] of Object.entries(cases)) {
    const numRuns = op === 'Conv' ? 60 : 20;
    it(op, { timeout: 60_000 }, () =>
      fc.assert(fc.asyncProperty(arbitrary, checkGradient), { numRuns, seed: 7, endOnFailure: false }),
    );
  }
});
