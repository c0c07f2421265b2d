import type { OpenTarget } from './target.ts';
import { annotations } from './targets/annotations.ts';
import { images } from './targets/images.ts';
import { onnx } from './targets/onnx.ts';
import { tables } from './targets/tables.ts';
import { trees } from './targets/trees.ts';
import { pth, safetensors } from './targets/weights.ts';
import { contractCalls } from './targets/contract.ts';

/** Everything that reads what others wrote. */
export const targets: Readonly<Record<string, OpenTarget>> = {
  annotations,
  contract: contractCalls,
  images,
  onnx,
  pth,
  safetensors,
  tables,
  archives: trees,
};
