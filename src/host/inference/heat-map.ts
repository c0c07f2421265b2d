import { headNames } from '#host/onnx/head.ts';
import { GraphBuilder } from '#host/onnx/graph-builder.ts';
import type { GraphProto, ModelProto, NodeProto } from '#host/onnx/generated/onnx_pb.js';
import { graphOf, makeModelLike } from '#host/onnx/model-io.ts';
import { openSession, runOnImages } from '#host/onnx/session.ts';
import { type FloatTensor, readFloats } from '#host/onnx/tensor.ts';

/** A picture of numbers, row by row. */
export interface HeatMap {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array<ArrayBuffer>;
}

/** Draws class activation maps of one model. */
export interface HeatMapper {
  /**
   * How much each place of a photo speaks for a class. The map's mean and the head's bias make the class's logit.
   *
   * @param input one prepared photo, [3, imageSize, imageSize].
   * @param classIndex place of the class among the logits.
   */
  map(input: Float32Array, imageSize: number, classIndex: number): Promise<HeatMap>;
  release(): Promise<void>;
}

/**
 * Class activation maps (Zhou et al. 2016, "Learning Deep Features for Discriminative Localization"). They are exact where a
 * linear head stands behind averages over space, since averaging and weighing may change places; a backbone whose features
 * are averages of several maps (docs/decisions/0002-features-of-three-levels.md) has one map for each, and their sum is the
 * whole.
 *
 * The maps are taken from a network of their own, so that the live one need not hand them out with every frame.
 *
 * @returns undefined for a network of any other shape.
 */
export async function openHeatMapper(model: ModelProto): Promise<HeatMapper | undefined> {
  const graph = graphOf(model);
  const levels = averagedMaps(graph);
  const head = headOf(graph);
  if (levels === undefined || head === undefined) return undefined;
  const session = await openSession(puttingOut(model, levels));
  return {
    release: () => session.release(),
    async map(input, imageSize, classIndex) {
      const found = await runOnImages(session, input, imageSize, [...new Set(levels)]);
      const maps = levels.map((level) => mapOf(found.get(level)));
      return sumOf(weighed(maps, head.weight, classIndex));
    },
  };
}

/** The values whose averages over space are `features`, in their order; undefined where they are anything else. */
function averagedMaps(graph: GraphProto): string[] | undefined {
  const producers = new Map(graph.node.flatMap((node) => node.output.map((name) => [name, node] as const)));
  const behind = (name: string): string[] | undefined => {
    const node = producers.get(name);
    const [input = ''] = node?.input ?? [];
    switch (node?.opType) {
      case 'GlobalAveragePool':
        return [input];
      case 'ReduceMean':
        return isOverSpace(node) ? [input] : undefined;
      case 'Identity':
      case 'Dropout':
      case 'Flatten':
      case 'Squeeze':
      case 'Reshape':
        return behind(input);
      case 'Concat': {
        const parts = node.input.map(behind);
        return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
      }
      default:
        return undefined;
    }
  };
  return behind('features');
}

function isOverSpace({ attribute }: NodeProto): boolean {
  const axes = attribute.find(({ name }) => name === 'axes')?.ints.map(Number) ?? [];
  return axes.join() === '2,3' || axes.join() === '-2,-1';
}

function headOf(graph: GraphProto): { weight: FloatTensor } | undefined {
  const logits = graph.node.find(({ output }) => output.includes('logits'));
  if (logits?.opType !== 'Gemm' || logits.input[0] !== 'features') return undefined;
  const weight = graph.initializer.find(({ name }) => name === headNames.weight);
  return weight && { weight: readFloats(weight) };
}

function puttingOut(model: ModelProto, levels: readonly string[]): ModelProto {
  const source = graphOf(model);
  const graph = GraphBuilder.from({ ...source, output: [] });
  for (const level of new Set(levels)) graph.output(level, ['n', `${level}_c`, `${level}_h`, `${level}_w`]);
  return makeModelLike(model, graph.build(source.name));
}

/** A map of several channels: [channels, height, width]. */
interface Channels {
  readonly channels: number;
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

function mapOf(tensor: FloatTensor | undefined): Channels {
  if (tensor === undefined) throw new TypeError('the network gave no map');
  const [, channels = 0, height = 0, width = 0] = tensor.dims;
  return { channels, height, width, values: tensor.data };
}

/** Each level's channels, added up by the head's weights for a class. */
function weighed(maps: readonly Channels[], { dims, data }: FloatTensor, classIndex: number): HeatMap[] {
  let at = classIndex * (dims[1] ?? 0);
  return maps.map(({ channels, width, height, values }) => {
    const area = width * height;
    const sum = new Float32Array(area);
    for (let channel = 0; channel < channels; channel += 1, at += 1) {
      const weight = data[at] ?? 0;
      const start = channel * area;
      for (let place = 0; place < area; place += 1)
        sum[place] = (sum[place] ?? 0) + weight * (values[start + place] ?? 0);
    }
    return { width, height, values: sum };
  });
}

/** Maps of several sizes, brought to the largest and added up; each keeps its mean. */
function sumOf(maps: readonly HeatMap[]): HeatMap {
  const width = Math.max(...maps.map((map) => map.width));
  const height = Math.max(...maps.map((map) => map.height));
  const values = new Float32Array(width * height);
  for (const map of maps) {
    const scaled = resized(map, width, height);
    scaled.forEach((value, place) => (values[place] = (values[place] ?? 0) + value));
  }
  return { width, height, values };
}

/** Bilinear, which bends the mean by a little; that is put back evenly, so that the map stays exact as a whole. */
function resized({ width, height, values }: HeatMap, toWidth: number, toHeight: number): HeatMap['values'] {
  if (width === toWidth && height === toHeight) return values;
  const result = new Float32Array(toWidth * toHeight);
  for (let y = 0; y < toHeight; y += 1) {
    const [top, bottom, down] = between(y, toHeight, height);
    for (let x = 0; x < toWidth; x += 1) {
      const [left, right, across] = between(x, toWidth, width);
      const value = (row: number): number =>
        (values[row * width + left] ?? 0) * (1 - across) + (values[row * width + right] ?? 0) * across;
      result[y * toWidth + x] = value(top) * (1 - down) + value(bottom) * down;
    }
  }
  const bend = meanOf(values) - meanOf(result);
  return result.map((value) => value + bend);
}

/** The two source places that a place lies between, by pixel centres, and how far it is towards the second. */
function between(at: number, to: number, from: number): [number, number, number] {
  const position = Math.min(from - 1, Math.max(0, ((at + 0.5) * from) / to - 0.5));
  const first = Math.floor(position);
  return [first, Math.min(from - 1, first + 1), position - first];
}

function meanOf(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
