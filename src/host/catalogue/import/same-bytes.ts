import type { SampleId } from '#shared/domain/ids.ts';
import type { SkippedFile } from '#shared/domain/import.ts';
import type { Side } from '#shared/learning/plan.ts';
import type { ReadableDb } from '../database.ts';
import { type EarlierImport, type KnownPhoto, knownClaims } from '../queries/imports.ts';
import type { Destinations } from './destination.ts';
import type { LookedPhoto } from './look.ts';
import type { Claim, DuplicatePhoto, LabClaim, PhotoOfLab } from './resolved.ts';
import type { FoundPhoto } from './tree.ts';

/** A photo that the lab has not, once, wherever it lies in the folder. */
export interface AddedPhoto {
  readonly found: FoundPhoto;
  readonly bytes: number;
  readonly takenBack: KnownPhoto | undefined;
  /** The other files of the same bytes. */
  readonly repeats: readonly FoundPhoto[];
  /** Its side of a given split; none where it lies on several. */
  readonly side: Side | null;
  /** The classes that its folders and the table give to it, where they are several. */
  readonly claims: readonly Claim[];
  /** Whether it lies in several samples of different classes, so that nobody knows whose it is. */
  readonly isStray: boolean;
}

/** The photos of a folder by what becomes of them. */
export interface SortedPhotos {
  readonly added: readonly AddedPhoto[];
  /** Those that the lab has in use. */
  readonly known: readonly PhotoOfLab[];
  readonly duplicates: readonly DuplicatePhoto[];
  readonly inBin: number;
  readonly skipped: readonly SkippedFile[];
  /** Paths of the same bytes in the folders of several samples of one class. */
  readonly severalSamples: readonly (readonly string[])[];
  /** Paths of the same bytes on several sides of the folder's split. */
  readonly severalSides: readonly (readonly string[])[];
}

type Present = Exclude<LookedPhoto, { leftOut: string }>;

/** Sorts photos by their bytes: the same ones are one photo, whatever folders they lie in. */
export function sortOut(looked: readonly LookedPhoto[], destinations: Destinations): SortedPhotos {
  const skipped: SkippedFile[] = [];
  const groups = new Map<string, Present[]>();
  for (const photo of looked) {
    if (photo.leftOut !== undefined) {
      skipped.push({ file: photo.found.file, reason: photo.leftOut });
      continue;
    }
    const key = photo.hash ?? photo.found.file;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [photo]);
    else group.push(photo);
  }
  const added: AddedPhoto[] = [];
  const known: PhotoOfLab[] = [];
  const duplicates: DuplicatePhoto[] = [];
  const severalSamples: string[][] = [];
  const severalSides: string[][] = [];
  let inBin = 0;
  for (const group of groups.values()) {
    const of = group[0]?.known;
    if (of === undefined || of.takenBack) {
      const photo = oneOf(group, destinations);
      added.push(photo);
      for (const found of photo.repeats) duplicates.push({ found, of: 'folder' });
      if (photo.claims.length === 0 && namesOf(group).size > 1)
        severalSamples.push(group.map(({ found }) => found.file));
      if (sidesOf(group).length > 1) severalSides.push(group.map(({ found }) => found.file));
    } else if (of.inBin) {
      inBin += group.length;
      for (const { found } of group)
        skipped.push({ file: found.file, reason: 'it is in the bin; take it out there' });
    } else {
      for (const { found } of group) {
        known.push({ found, known: of });
        duplicates.push({ found, of: 'lab' });
      }
    }
  }
  return { added, known, duplicates, inBin, skipped, severalSamples, severalSides };
}

/** The photo that files of the same bytes are: in the first of their folders that has a class, if they agree on it. */
function oneOf(group: readonly Present[], destinations: Destinations): AddedPhoto {
  const claims = group.flatMap(({ found }): Claim[] =>
    destinations.classesOf(found).map((className) => ({ className, file: found.file })),
  );
  const isDisputed = new Set(claims.map(({ className }) => className)).size > 1;
  const first = group.find(({ found }) => found.file === claims[0]?.file) ?? group[0];
  const claiming = group.filter(({ found }) => claims.some(({ file }) => file === found.file));
  const samples = new Set(claiming.map(({ found }) => found.sampleKey));
  if (first === undefined) throw new RangeError('no file is no photo');
  const [side = null, ...others] = sidesOf(group);
  return {
    found: first.found,
    bytes: first.bytes,
    takenBack: first.known,
    repeats: group.flatMap(({ found }) => (found === first.found ? [] : [found])),
    side: others.length > 0 ? null : side,
    claims: isDisputed ? claims : [],
    isStray: isDisputed && samples.size > 1,
  };
}

/** The samples that the folders of a photo name. */
function namesOf(group: readonly Present[]): Set<string> {
  return new Set(
    group.flatMap(({ found: { sampleKey, sampleName } }) => (sampleName === null ? [] : sampleKey)),
  );
}

function sidesOf(group: readonly Present[]): Side[] {
  return [...new Set(group.flatMap(({ found: { side } }) => side ?? []))];
}

/**
 * What the folder says of photos of the lab that have another class there. A label that was changed in the lab since this
 * very path was imported is a person's decision and no conflict, nor is what a person has answered.
 */
export function labConflicts(
  db: ReadableDb,
  {
    known,
    destinations,
    continued,
  }: {
    known: readonly PhotoOfLab[];
    destinations: Destinations;
    continued: EarlierImport | undefined;
  },
): LabClaim[] {
  const claims = known.flatMap((photo) => {
    const { found, known: of } = photo;
    const { className } = destinations.of(found);
    if (className === null || className === of.className) return [];
    const isNews = of.className === null && destinations.classesInTable(found).length > 0;
    if (isUnmoved(photo, continued) && !isNews && !destinations.isChosen(found)) return [];
    return [{ className, file: found.file, sample: of.sample, photo }];
  });
  const answered = new Set(
    knownClaims(db, [...new Set(claims.map(({ sample }) => sample))])
      .filter((claim) => claim.answered === 1)
      .map(claimKey),
  );
  return claims.filter((claim) => !answered.has(claimKey(claim)));
}

/** Whether a photo lies where it lay when this folder was imported before. */
export function isUnmoved({ found, known }: PhotoOfLab, continued: EarlierImport | undefined): boolean {
  return known.importId === continued?.id && known.source === found.file;
}

function claimKey({ sample, className, file }: Claim & { readonly sample: SampleId }): string {
  return `${sample}\n${className}\n${file}`;
}
