import type { Random } from '#shared/learning/random.ts';

/** Numbers at which readers trip: the ends of their ranges, and their neighbours. */
const edges: readonly number[] = [
  0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff,
];

/** One of a list. */
export function pick<T>(random: Random, items: readonly T[]): T {
  const item = items[random.below(items.length)];
  if (item === undefined) throw new RangeError('there is nothing to pick from');
  return item;
}

/** A seed with some of its bytes changed, added, doubled, dropped, or joined to another seed's. */
export function mutated(random: Random, seeds: readonly Uint8Array[]): Uint8Array {
  let bytes: Uint8Array = Uint8Array.from(pick(random, seeds));
  const times = 1 + random.below(1 << random.below(5));
  for (let time = 0; time < times; time += 1) bytes = pick(random, changes)(bytes, random, seeds);
  return bytes;
}

type Change = (bytes: Uint8Array, random: Random, seeds: readonly Uint8Array[]) => Uint8Array;

const changes: readonly Change[] = [
  (bytes, random) => put(bytes, random, (view, at) => view.setUint8(at, random.below(256)), 1),
  (bytes, random) =>
    put(bytes, random, (view, at) => view.setUint8(at, view.getUint8(at) ^ (1 << random.below(8))), 1),
  (bytes, random) => put(bytes, random, (view, at) => view.setUint8(at, pick(random, edges) & 0xff), 1),
  (bytes, random) =>
    put(
      bytes,
      random,
      (view, at) => view.setUint16(at, pick(random, edges) & 0xffff, random.below(2) === 0),
      2,
    ),
  (bytes, random) =>
    put(bytes, random, (view, at) => view.setUint32(at, pick(random, edges), random.below(2) === 0), 4),
  (bytes, random) =>
    put(bytes, random, (view, at) => view.setUint32(at, (view.getUint32(at, true) + 1) >>> 0, true), 4),
  // The end is missing.
  (bytes, random) => bytes.slice(0, random.below(bytes.length + 1)),
  // A piece is missing.
  (bytes, random) => {
    const [from, to] = span(bytes, random);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  },
  // A piece is there twice, or many times.
  (bytes, random) => {
    const [from, to] = span(bytes, random);
    const piece = bytes.subarray(from, Math.min(to, from + 4096));
    const copies = Array.from({ length: 1 + random.below(1 << random.below(8)) }, () => piece);
    return Buffer.concat([bytes.subarray(0, from), ...copies, bytes.subarray(from)]);
  },
  // A piece of another seed.
  (bytes, random, seeds) => {
    const other = pick(random, seeds);
    const [from, to] = span(other, random);
    const at = random.below(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), other.subarray(from, to), bytes.subarray(at)]);
  },
  // A digit of a text is another, or many.
  (bytes, random) => {
    const digit = bytes.findIndex(
      (byte, index) => index >= random.below(bytes.length + 1) && byte > 47 && byte < 58,
    );
    if (digit < 0) return bytes;
    const number = Buffer.from(pick(random, ['9'.repeat(1 + random.below(20)), '-1', '1e999', '0.5', '']));
    return Buffer.concat([bytes.subarray(0, digit), number, bytes.subarray(digit + 1)]);
  },
];

function put(
  bytes: Uint8Array,
  random: Random,
  write: (view: DataView, at: number) => void,
  length: number,
): Uint8Array {
  if (bytes.length < length) return bytes;
  // Headers are at the beginning, directories of archives at the end: most bytes in between are pixels.
  const room = bytes.length - length + 1;
  const near = Math.min(room, 256);
  const at = [random.below(room), random.below(near), room - 1 - random.below(near)][random.below(3)] ?? 0;
  write(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), at);
  return bytes;
}

function span(bytes: Uint8Array, random: Random): [from: number, to: number] {
  const from = random.below(bytes.length + 1);
  return [from, from + random.below(bytes.length - from + 1)];
}
