import { buildResNet, resNetShapes } from '#host/training/backbones/resnet.ts';
import { withHead } from '#host/onnx/head.ts';
import type { ModelProto } from '#host/onnx/generated/onnx_pb.js';
import { makeModel } from '#host/onnx/model-io.ts';
import { type FloatTensor, sizeOf } from '#host/onnx/tensor.ts';
import { noise } from './reference.ts';

/** Numbers that keep a network alive: kernels of He et al.'s variance, batch norms near those that change nothing. */
export function noiseTensor(name: string, dims: readonly number[], phase: number): FloatTensor {
  const length = sizeOf(dims);
  const [centre, spread] = scaleOf(name, dims, length);
  return { dims, data: Float32Array.from({ length }, (_, i) => centre + spread * noise(i, phase)) };
}

function scaleOf(name: string, dims: readonly number[], count: number): [centre: number, spread: number] {
  if (dims.length > 1) return [0, Math.sqrt(6 / (count / (dims[0] ?? 1)))];
  if (name.endsWith('running_var')) return [1, 0.5];
  return name.endsWith('weight') ? [1, 0.25] : [0, 0.1];
}

/** torchvision's ResNet18 with the numbers of `resnet18()` in tests/oracle/make_training_reference.py. */
export function noiseResNet18(classes: number): ModelProto {
  const shapes = new Map(resNetShapes(18)).set('fc.weight', [classes, 512]).set('fc.bias', [classes]);
  let phase = 0;
  const tensors = new Map(
    [...shapes].map(([name, dims]) => {
      phase += 1;
      const tensor = noiseTensor(name, dims, phase);
      // The counter that PyTorch keeps beside each batch norm takes a place in the order.
      if (name.endsWith('running_var')) phase += 1;
      return [name, tensor] as const;
    }),
  );
  const data = (name: string): Float32Array => tensors.get(name)?.data ?? new Float32Array();
  const head = { classes, featureSize: 512, weight: data('fc.weight'), bias: data('fc.bias') };
  return withHead(makeModel(buildResNet(18, tensors)), head);
}
