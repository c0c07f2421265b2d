import { type TiffTags, numberTag, textTag } from './tiff-tags.ts';

/** What a microscope's program wrote beside the pixels of a TIFF. */
export interface MicroscopeTags {
  readonly umPerPixel: number | null;
  /** What several pages are: "3 focus planes by ImageJ"; null where nothing says so. */
  readonly pages: string | null;
  /** When the picture was taken, as OME writes it (ISO); null where it does not. */
  readonly acquiredAt: string | null;
}

/** ImageJ's (its "Info" text), OME's (ome-xml 2016-06), or the TIFF's own resolution. */
export async function microscopeTags(tags: TiffTags | undefined): Promise<MicroscopeTags> {
  const description = textTag(tags, 'ImageDescription');
  if (description.startsWith('ImageJ=')) return fromImageJ(description, tags);
  if (description.includes('<OME')) return fromOme(description, tags);
  return { umPerPixel: scaleOfResolution(tags), pages: null, acquiredAt: null };
}

const um: Readonly<Record<string, number>> = { nm: 1e-3, um: 1, mm: 1e3, cm: 1e4, m: 1e6 };

/** µm of a unit; undefined where it is none of length. */
function umOf(unit: string): number | undefined {
  const plain = unit
    .trim()
    .toLowerCase()
    // ImageJ escapes what is not ASCII; the micro sign and the Greek letter look alike.
    .replace(/\\u00b5|\u00b5|\u03bc/g, 'u')
    .replace(/^micro(ns?|met(er|re)s?)$/, 'um');
  return Object.hasOwn(um, plain) ? um[plain] : undefined;
}

function fromImageJ(description: string, tags: TiffTags | undefined): MicroscopeTags {
  const said = new Map(
    description.split('\n').map((line) => {
      const at = line.indexOf('=');
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
  const unit = umOf(said.get('unit') ?? '');
  const perUnit = numberTag(tags, 'XResolution') ?? 0;
  const count = (key: string): number => Number(said.get(key) ?? 1);
  return {
    umPerPixel: unit !== undefined && perUnit > 0 ? unit / perUnit : scaleOfResolution(tags),
    pages: pagesAre(count('channels'), count('slices'), count('frames'), 'ImageJ'),
    acquiredAt: null,
  };
}

/** Of linkedom's nodes what is asked for here. */
interface XmlNode {
  readonly textContent: string | null;
  querySelector(name: string): XmlNode | null;
  getAttribute(name: string): string | null;
}

/** OME's list of planes can be long; what is asked for stands before it. */
const headOfOme = 256 * 1024;

async function fromOme(description: string, tags: TiffTags | undefined): Promise<MicroscopeTags> {
  // Its two hundred files are loaded for those who have such pictures.
  const { DOMParser } = await import('linkedom');
  const parsed: unknown = new DOMParser().parseFromString(description.slice(0, headOfOme), 'text/xml');
  const image = (parsed as XmlNode).querySelector('Image');
  const pixels = image?.querySelector('Pixels');
  const number = (name: string): number => Number(pixels?.getAttribute(name) ?? Number.NaN);
  const unit = umOf(pixels?.getAttribute('PhysicalSizeXUnit') ?? 'um');
  const scale = number('PhysicalSizeX') * (unit ?? Number.NaN);
  const samples = Number(pixels?.querySelector('Channel')?.getAttribute('SamplesPerPixel') ?? 1);
  return {
    umPerPixel: scale > 0 && Number.isFinite(scale) ? scale : scaleOfResolution(tags),
    pages: pagesAre(number('SizeC') / samples, number('SizeZ'), number('SizeT'), 'OME'),
    acquiredAt: image?.querySelector('AcquisitionDate')?.textContent?.trim() ?? null,
  };
}

function pagesAre(channels: number, planes: number, times: number, by: string): string | null {
  const parts = [
    [channels, 'channels'],
    [planes, 'focus planes'],
    [times, 'time points'],
  ] as const;
  const several = parts.filter(([count]) => count > 1).map(([count, word]) => `${count} ${word}`);
  return several.length === 0 ? null : `${several.join(' × ')} by ${by}`;
}

/** Printing needs no finer points than these; a coarser resolution may be a printer's default (72, 96, 300 dpi). */
const coarsestUm = 25;

/** A TIFF's own resolution, where it can only be meant. */
function scaleOfResolution(tags: TiffTags | undefined): number | null {
  const across = numberTag(tags, 'XResolution') ?? 0;
  const down = numberTag(tags, 'YResolution') ?? 0;
  const unit = new Map([
    [2, 25_400],
    [3, 10_000],
  ]).get(numberTag(tags, 'ResolutionUnit') ?? 2);
  if (unit === undefined || !(across > 0) || Math.abs(across - down) > 0.01 * across) return null;
  const scale = unit / across;
  return scale <= coarsestUm && Number.isFinite(scale) ? scale : null;
}
