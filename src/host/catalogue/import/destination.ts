import { basename } from 'node:path';
import type { ImportOptions } from '#shared/domain/import.ts';
import { isFolderOf } from '../export/names.ts';
import { type FolderLists, type ListedPhoto, type ListedSample, unlabelledFolder } from './folder-lists.ts';
import type { FoundPhoto } from './tree.ts';

/** Where a photo of a folder goes in the lab. */
export interface Destination {
  readonly survey: string;
  /** Null: no class. */
  readonly className: string | null;
  /** The number that its sample had elsewhere; undefined: the survey's next. */
  readonly number: string | undefined;
  readonly sample: ListedSample | undefined;
  readonly photo: ListedPhoto | undefined;
}

/** Decides where photos go: by what a person chose, else by the folder's lists, else by the names of its folders. */
export class Destinations {
  readonly #options: ImportOptions;
  readonly #lists: FolderLists;
  /** The survey of what no list says anything else about. */
  readonly survey: string;

  constructor(options: ImportOptions, lists: FolderLists) {
    this.#options = options;
    this.#lists = lists;
    this.survey = options.survey ?? basename(options.directory);
  }

  /** Whether surveys and numbers are those of the lists. */
  get keepsNumbers(): boolean {
    return this.#options.survey === undefined;
  }

  of({ classFolder, sampleKey, file }: FoundPhoto): Destination {
    const sample = this.#lists.samples.get(sampleKey);
    return {
      survey: (this.keepsNumbers ? sample?.survey : undefined) ?? this.survey,
      number: this.keepsNumbers ? sample?.number : undefined,
      className: this.#classOf(classFolder, sample),
      sample,
      photo: sample?.photos?.[basename(file)],
    };
  }

  #classOf(folder: string, sample: ListedSample | undefined): string | null {
    const { classes, other } = this.#options;
    const chosen = Object.hasOwn(classes, folder) ? classes[folder] : undefined;
    if (chosen !== undefined) return chosen;
    if (other !== undefined) return other;
    // A list knows the whole name of a class, but a sample that was put into another folder since has another class.
    const listed = sample?.class;
    if (typeof listed === 'string' && isFolderOf(folder, listed)) return listed;
    return folder === unlabelledFolder ? null : folder;
  }
}
