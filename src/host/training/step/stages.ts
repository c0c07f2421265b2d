import type { GraphValues } from './graph-values.ts';

/**
 * Which stage each operator belongs to, counted from the end: 0 is the head (what works on vectors), 1 the part that works at
 * the lowest resolution, 2 the part before it, and so on. In a ResNet: 1 is layer4, 4 layer1, 5 the stem. What works on a
 * single pixel (squeeze-and-excitation) belongs to the stage that it stands in.
 */
export function stagesOf(values: Pick<GraphValues, 'operations' | 'dims'>): number[] {
  const resolutions = resolutionsOf(values);
  const rising = [...new Set(resolutions)].filter((size) => size > 1).sort((a, b) => a - b);
  return resolutions.map((size) => rising.indexOf(size) + 1);
}

/** Pixels of what each operator gives; 0 for vectors. */
function resolutionsOf(values: Pick<GraphValues, 'operations' | 'dims'>): number[] {
  let current = 0;
  return values.operations.map((op) => {
    const [, , height, width] = values.dims(op.output());
    if (height === undefined || width === undefined) return 0;
    if (height * width > 1) current = height * width;
    return current;
  });
}
