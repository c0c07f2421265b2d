import { z } from 'zod';
import { StrandlineError } from '#shared/errors.ts';
import type { ModelProto } from '#host/onnx/generated/onnx_pb.js';
import { metadataOf } from '#host/onnx/model-io.ts';

const triple = z.tuple([z.number(), z.number(), z.number()]);

/** What a backbone's file says about itself, as JSON under the metadata key `strandline.backbone`. */
const backboneFactsSchema = z.object({
  name: z.string(),
  source: z.string(),
  licence: z.string(),
  featureSize: z.int().positive(),
  /** Of how many maps the features are averages, and how many channels each has; absent where all are of one map. */
  levels: z.array(z.int().positive()).min(1).optional(),
  /** Side of the square input that it is meant for, in pixels. */
  imageSize: z.int().positive(),
  /** What the network takes is (pixel / 255 - mean) / std, per channel of sRGB. */
  normalisation: z.object({ mean: triple, std: triple }),
});
export type BackboneFacts = z.infer<typeof backboneFactsSchema>;

export const backboneMetadataKey = 'strandline.backbone';

/** What the file of a backbone says about itself. @throws StrandlineError `not-a-model` where it says nothing that can be read. */
export function factsIn(file: string, model: ModelProto): BackboneFacts {
  const text = metadataOf(model)[backboneMetadataKey];
  if (text === undefined)
    throw new StrandlineError('not-a-model', `${file} is not a backbone of Strandline.`, { file });
  try {
    return backboneFactsSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new StrandlineError('not-a-model', `What ${file} says about itself is damaged.`, { file }, error);
  }
}

/** The facts as a backbone's file holds them. */
export function backboneMetadata(facts: BackboneFacts): Record<string, string> {
  return { [backboneMetadataKey]: JSON.stringify(facts) };
}

/** ImageNet's mean and standard deviation: what networks from torchvision take. */
export const imagenet: BackboneFacts['normalisation'] = {
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
};
