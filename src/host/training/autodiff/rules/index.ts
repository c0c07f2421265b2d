import type { GradientRule } from '../rule.ts';
import { clip, hardSwish, relu, sigmoid, softmax } from './activations.ts';
import { add, divide, multiply, subtract } from './arithmetic.ts';
import { batchNorm } from './batch-norm.ts';
import { conv } from './conv.ts';
import { gemm, matMul } from './linear.ts';
import { averagePool, globalAveragePool, maxPool } from './pooling.ts';
import { concat, identity, pad, reduceMean, reshaping } from './shaping.ts';

/** The gradient of each operator that can be trained through, by its ONNX name. */
export const rules: Readonly<Record<string, GradientRule>> = {
  Add: add,
  AveragePool: averagePool,
  BatchNormalization: batchNorm,
  // Exporters write it around constants; between floats it changes nothing.
  Cast: identity,
  Clip: clip,
  Concat: concat,
  Conv: conv,
  Div: divide,
  // Outside training it hands its input on; in training it becomes a product with a mask before this rule is asked.
  Dropout: identity,
  Flatten: reshaping,
  Gemm: gemm,
  GlobalAveragePool: globalAveragePool,
  HardSwish: hardSwish,
  Identity: identity,
  MatMul: matMul,
  MaxPool: maxPool,
  Mul: multiply,
  ReduceMean: reduceMean,
  Pad: pad,
  Relu: relu,
  Reshape: reshaping,
  Sigmoid: sigmoid,
  Softmax: softmax,
  Sub: subtract,
};
