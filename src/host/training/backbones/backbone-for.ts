import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Strategy } from '#shared/learning/recipe.ts';
import { makeModel, writeModel } from '#host/onnx/model-io.ts';
import { type BackboneFacts, backboneMetadata, imagenet } from './facts.ts';
import {
  type Backbone,
  findBackbone,
  lookUpBackbone,
  readBackbone,
  userBackbonesFolder,
} from './registry.ts';
import { type ResNetDepth, emptyResNet, resNetDepths, resNetFeatureSize } from './resnet.ts';

/**
 * The backbone that a strategy starts from. `scratch` needs a network's layout only, so it also takes a ResNet18, 34 or 50
 * whose weights this computer does not have.
 *
 * @throws StrandlineError `backbone-unknown`.
 */
export function backboneFor(strategy: Strategy, name: string): Backbone {
  const depth = resNetDepths.find((one) => name === `resnet${one}`);
  if (strategy !== 'scratch' || depth === undefined) return findBackbone(name);
  return lookUpBackbone(name) ?? readBackbone(writtenLayout(name, depth));
}

function writtenLayout(name: string, depth: ResNetDepth): string {
  const folder = join(userBackbonesFolder(), 'untrained');
  const file = join(folder, `${name}.onnx`);
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  const facts: BackboneFacts = {
    name,
    source: `the layout of torchvision's ${name}, untrained`,
    licence: 'BSD-3-Clause',
    featureSize: resNetFeatureSize(depth),
    imageSize: 256,
    normalisation: imagenet,
  };
  writeModel(file, makeModel(emptyResNet(depth), backboneMetadata(facts)));
  return file;
}
