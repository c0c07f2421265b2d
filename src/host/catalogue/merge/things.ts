import type { FieldValue } from '#shared/fields/field.ts';
import type { StoredName } from '../photo-store.ts';

/** What is said of a thing, by field. Other things are named: `class`, `site`, `survey`. */
export type Facts = Readonly<Record<string, FieldValue>>;

/** The tables whose rows are known again when they come again. */
export type Kind =
  | 'sites'
  | 'surveys'
  | 'scale_profiles'
  | 'samples'
  | 'trays'
  | 'detections'
  | 'models'
  | 'sessions'
  | 'verdicts';

/** One thing of a lab. */
export interface Thing {
  /** Its row in that lab. */
  readonly id: number;
  /** All that it is known by, across labs: the lab that made it, its row there, and when it was made. */
  readonly origins: readonly [string, ...string[]];
  readonly name: string;
  readonly facts: Facts;
  readonly isBinned: boolean;
}

export interface Class {
  readonly id: number;
  readonly name: string;
  readonly isBinned: boolean;
}

export interface Survey extends Thing {
  readonly createdAt: string;
}

/** A photo's row, by the columns that come along. */
export interface Photo extends StoredName {
  readonly id: number;
  readonly angle: number;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly takenAt: string | null;
  readonly umPerPixel: number | null;
  readonly scaleSource: 'typed' | 'ruler' | 'profile' | null;
  readonly rotation: number;
  readonly fileName: string;
  readonly fingerprint: string;
  readonly importedAt: string;
  readonly page: number;
  readonly rangeLow: number | null;
  readonly rangeHigh: number | null;
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly source: string | null;
  readonly isBinned: boolean;
}

/** A class that a folder, or another lab, gives to a sample. */
export interface Claim {
  readonly id: number;
  readonly className: string;
  readonly file: string;
  readonly isAnswered: boolean;
}

/** The class that a person gave without seeing another's. */
export interface Reading {
  readonly id: number;
  readonly person: string;
  readonly className: string | null;
  readonly labelName: string | null;
  readonly readAt: string;
  readonly isBinned: boolean;
}

export interface Sample extends Thing {
  readonly survey: number;
  readonly createdAt: string;
  readonly givenSide: 'train' | 'val' | 'test' | null;
  readonly reviewedAt: string | null;
  readonly photos: readonly Photo[];
  readonly claims: readonly Claim[];
  readonly readings: readonly Reading[];
}

export interface Detection extends Thing {
  /** The sample that was made of it, by its row. */
  readonly sample: number | null;
  readonly score: number | null;
  readonly touching: 0 | 1;
}

export interface Tray extends Thing, StoredName {
  readonly survey: number;
  readonly page: number;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly fileName: string;
  readonly takenAt: string | null;
  readonly importedAt: string;
  readonly detections: readonly Detection[];
}

/** All of a lab that a merge looks at. */
export interface Contents {
  readonly name: string;
  /** 32 hex digits. */
  readonly uid: string;
  readonly classes: readonly Class[];
  readonly profiles: readonly Thing[];
  readonly sites: readonly Thing[];
  readonly surveys: readonly Survey[];
  readonly samples: readonly Sample[];
  readonly trays: readonly Tray[];
}
