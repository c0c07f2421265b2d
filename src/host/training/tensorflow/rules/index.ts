import type { OperatorRule } from '../rule.ts';
import { batchNorm } from './batch-norm.ts';
import { conv } from './convolution.ts';
import { add, clip, divide, hardSwish, identity, multiply, relu, sigmoid, subtract } from './elementwise.ts';
import { gemm, matMul, softmax } from './linear.ts';
import { averagePool, globalAveragePool, maxPool } from './pooling.ts';
import { concat, pad, reduceMean, reshape } from './shaping.ts';

/** How each operator that can be trained through is written for TensorFlow, by its ONNX name. */
export const rules: Readonly<Record<string, OperatorRule>> = {
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
  Flatten: reshape,
  Gemm: gemm,
  GlobalAveragePool: globalAveragePool,
  HardSwish: hardSwish,
  Identity: identity,
  MatMul: matMul,
  MaxPool: maxPool,
  Mul: multiply,
  Pad: pad,
  ReduceMean: reduceMean,
  Relu: relu,
  Reshape: reshape,
  Sigmoid: sigmoid,
  Softmax: softmax,
  Sub: subtract,
};
