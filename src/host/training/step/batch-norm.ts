/** What ONNX says where a BatchNormalization says nothing. The momentum is what is kept: 0.1 as PyTorch counts it. */
export const batchNormDefaults = { epsilon: 1e-5, momentum: 0.9 } as const;
