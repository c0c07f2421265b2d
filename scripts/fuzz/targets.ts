import type { OpenTarget } from './target.ts';
import { annotations } from './targets/annotations.ts';
import { clients } from './targets/clients.ts';
import { hosts } from './targets/hosts.ts';
import { images } from './targets/images.ts';
import { onnx } from './targets/onnx.ts';
import { packed } from './targets/packed.ts';
import { shares } from './targets/shares.ts';
import { tables } from './targets/tables.ts';
import { trees } from './targets/trees.ts';
import { pth, safetensors } from './targets/weights.ts';
import { contractCalls } from './targets/contract.ts';

/** Everything that reads what others wrote. */
export const targets: Readonly<Record<string, OpenTarget>> = {
  annotations,
  clients,
  contract: contractCalls,
  hosts,
  images,
  onnx,
  packed,
  pth,
  safetensors,
  shares,
  tables,
  archives: trees,
};
