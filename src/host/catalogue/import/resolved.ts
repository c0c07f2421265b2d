import type { SampleId } from '#shared/domain/ids.ts';
import type { ImportWarning, SkippedFile } from '#shared/domain/import.ts';
import type { Side } from '#shared/learning/plan.ts';
import type { EarlierImport, KnownPhoto } from '../queries/imports.ts';
import type { Destinations } from './destination.ts';
import type { FlatGroups } from './flat-groups.ts';
import type { FolderLists, ListedPhoto, ListedSample } from './folder-lists.ts';
import type { PhotoPosition } from './photo-position.ts';
import type { TableUse } from './table-use.ts';
import type { FoundPhoto, FoundTree } from './tree.ts';

/** What a folder says of a photo. */
export interface Claim {
  readonly className: string;
  readonly file: string;
}

/** A file that is a photo of the lab. */
export interface PhotoOfLab {
  readonly found: FoundPhoto;
  readonly known: KnownPhoto;
}

/** What the folder says of a photo of the lab that has another class there. */
export interface LabClaim extends Claim {
  readonly sample: SampleId;
  readonly photo: PhotoOfLab;
}

/** A sample that photos of an import go to. */
export interface SampleSlot {
  /** Its path in the folder. */
  readonly key: string;
  readonly survey: string;
  /** The sample that it is, where the lab has it; undefined: a new one. */
  readonly existing: SampleId | undefined;
  /** Undefined: the survey's next. */
  readonly number: string | undefined;
  /** The lab's own name of it, where its number is not that. */
  readonly label: string | undefined;
  readonly className: string | null;
  readonly side: Side | null;
  readonly listed: ListedSample | undefined;
  /** Classes that folders gave to its photos where they cannot both be right. */
  readonly claims: readonly Claim[];
}

/** A photo that will be added. */
export interface ResolvedPhoto {
  readonly found: FoundPhoto;
  readonly bytes: number;
  readonly slot: SampleSlot;
  readonly listed: ListedPhoto | undefined;
  /** The photo in the bin that it is, where an import that brought it was taken back. */
  readonly takenBack: KnownPhoto | undefined;
  /** Other files of the same bytes. */
  readonly repeats: readonly FoundPhoto[];
}

/** A photo that will not be added, since the lab or the folder has it already. */
export interface DuplicatePhoto {
  readonly found: FoundPhoto;
  readonly of: 'lab' | 'folder';
}

/** What an import will do, decided to the last photo before anything is written. */
export interface ResolvedImport {
  readonly directory: string;
  readonly layout: FoundTree['layout'];
  readonly lists: FolderLists;
  /** How the photos of a flat folder go together. */
  readonly groups: FlatGroups | undefined;
  readonly table: TableUse | undefined;
  /** All photos of the folder, whatever becomes of them. */
  readonly found: readonly FoundPhoto[];
  readonly destinations: Destinations;
  /** The import of the same folder that it goes on with. */
  readonly continued: EarlierImport | undefined;
  readonly photos: readonly ResolvedPhoto[];
  readonly duplicates: readonly DuplicatePhoto[];
  /** What folders say of photos of the lab that have another class. */
  readonly labClaims: readonly LabClaim[];
  readonly inBin: number;
  /** Where the photos were taken; undefined where they do not say it. */
  readonly position: PhotoPosition | undefined;
  readonly skipped: readonly SkippedFile[];
  readonly warnings: readonly ImportWarning[];
}
