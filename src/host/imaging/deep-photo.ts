import sharp, { type Metadata, type Sharp } from 'sharp';
import { StrandlineError } from '#shared/errors.ts';
import { type TiffTags, numberTag } from './tiff-tags.ts';
import { type DeepValues, type ValueRange, rangeOf, toBytes } from './value-range.ts';

/** A picture that is decoded whole, as bytes. */
export interface DeepPhoto {
  /** A fresh pipeline over them, upright; with transparency where the file has it. */
  readonly pixels: () => Sharp;
  /** By which they became bytes; null where they were bytes already. */
  readonly range: ValueRange | null;
}

/** Spaces whose values are a colour model's numbers rather than light; their bytes are made by that model. */
const otherModels: readonly string[] = ['cmyk', 'lab', 'labs', 'xyz'];

/** Whether a picture has more than libvips turns into bytes as people mean it: deeper values, or other channels. */
export function isDeep(metadata: Metadata, tags: TiffTags | undefined): boolean {
  const { depth, space } = metadata;
  return !otherModels.includes(space) && (depth !== 'uchar' || unusedChannels(metadata, tags) > 0);
}

/** Whether what a picture has beside its colours is transparency; a TIFF may have any channel there. */
export function isTransparent({ hasAlpha, format }: Metadata, tags: TiffTags | undefined): boolean {
  return hasAlpha && (format !== 'tiff' || [1, 2].includes(numberTag(tags, 'ExtraSamples') ?? 0));
}

/** Channels that are neither colour nor transparency: what more dyes, or a mask, show is left out. */
export function unusedChannels(metadata: Metadata, tags: TiffTags | undefined): number {
  const { channels, space } = metadata;
  if (otherModels.includes(space)) return 0;
  return channels - coloursIn(metadata) - (isTransparent(metadata, tags) ? 1 : 0);
}

function coloursIn({ space }: Metadata): 1 | 3 {
  return space.includes('rgb') ? 3 : 1;
}

/** Decodes the whole picture. @throws StrandlineError `photo-unreadable`; what sharp says of a damaged one. */
export async function readDeep(
  source: Sharp,
  metadata: Metadata,
  tags: TiffTags | undefined,
): Promise<DeepPhoto> {
  const { values, width, height, channels } = await valuesOf(source, metadata);
  const colours = coloursIn(metadata);
  const light = channels === colours ? values : values.filter((_, at) => at % channels < colours);
  const { bytes, range } = asBytes(light, tags);
  if (channels === colours || !isTransparent(metadata, tags))
    return { range, pixels: () => sharp(bytes, { raw: { width, height, channels: colours } }) };
  const alpha = values.filter((_, at) => at % channels === colours);
  const cover = toBytes(alpha, { low: 0, high: values instanceof Uint16Array ? 0xffff : 1 });
  const covered = withAlpha(bytes, cover, colours);
  return {
    range,
    pixels: () => sharp(covered, { raw: { width, height, channels: colours === 3 ? 4 : 2 } }),
  };
}

/** The values that a file's channels have, interleaved, upright. */
async function valuesOf(
  source: Sharp,
  { space, depth, bitsPerSample, hasProfile }: Metadata,
): Promise<{ values: DeepValues; width: number; height: number; channels: number }> {
  const known = typeOf.get(depth);
  // sharp gives what it takes for 16 bits as such, whatever they are.
  const isTaken = space.endsWith('16');
  if (known === undefined || (depth === 'float' && isTaken)) throw unreadableNumbers(bitsPerSample);
  const isShifted = depth === 'short' && isTaken;
  if (isShifted) source.linear(1, signed);
  // sharp takes 16-bit colours to P3 first, and would leave them there.
  if (hasProfile && space === 'rgb16') source.withIccProfile('srgb');
  const { data, info } = await source
    .toColourspace(space)
    .raw({ depth: isShifted ? 'ushort' : depth })
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const stored = isShifted ? Uint16Array : known;
  // A picture fills a buffer of its own; were it part of another, a copy would set it where numbers may begin.
  const whole = data.byteOffset % stored.BYTES_PER_ELEMENT === 0 ? data : new Uint8Array(data);
  const values = new stored(whole.buffer, whole.byteOffset, whole.length / stored.BYTES_PER_ELEMENT);
  if (!isShifted) return { values, width, height, channels };
  return { values: Int16Array.from(values, (value) => value - signed), width, height, channels };
}

/** @param bits of each. */
export function unreadableNumbers(bits: number | undefined): StrandlineError {
  const kind = bits === undefined ? 'numbers of a kind' : `${bits}-bit numbers of a kind`;
  return new StrandlineError(
    'photo-unreadable',
    `its pixels are ${kind} that cannot be read; save it as 16-bit TIFF or PNG`,
  );
}

const signed = 0x8000;

interface TypedArray {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): DeepValues;
}

/** By sharp's words for them. */
const typeOf = new Map<string | undefined, TypedArray>([
  ['uchar', Uint8Array],
  ['char', Int8Array],
  ['ushort', Uint16Array],
  ['short', Int16Array],
  ['uint', Uint32Array],
  ['int', Int32Array],
  ['float', Float32Array],
]);

function asBytes(
  values: DeepValues,
  tags: TiffTags | undefined,
): Pick<DeepPhoto, 'range'> & { bytes: Uint8Array } {
  if (values instanceof Uint8Array) return { bytes: values, range: null };
  if (numberTag(tags, 'PhotometricInterpretation') !== whiteIsZero) {
    const range = rangeOf(values);
    return { bytes: toBytes(values, range), range };
  }
  // libvips turns 16 bits of these over, from their largest value, which no 12-bit camera reaches.
  const stored = values instanceof Uint16Array ? values.map((value) => 0xffff - value) : values;
  const { low, high } = rangeOf(stored);
  const range = { low: high, high: low };
  return { bytes: toBytes(stored, range), range };
}

/** PhotometricInterpretation of a grey picture of which 0 is white. */
const whiteIsZero = 0;

function withAlpha(bytes: Uint8Array, cover: Uint8Array, colours: number): Uint8Array {
  const channels = colours + 1;
  const joined = new Uint8Array(cover.length * channels);
  for (let at = 0; at < joined.length; at += 1) {
    const pixel = Math.floor(at / channels);
    const channel = at % channels;
    joined[at] = (channel === colours ? cover[pixel] : bytes[pixel * colours + channel]) ?? 0;
  }
  return joined;
}
