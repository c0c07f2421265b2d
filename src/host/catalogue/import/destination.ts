import { basename } from 'node:path';
import type { ImportOptions } from '#shared/domain/import.ts';
import { mendedName, nameProblem } from '#shared/domain/names.ts';
import { isFolderOf } from '../export/names.ts';
import { type FolderLists, type ListedPhoto, type ListedSample, unlabelledFolder } from './folder-lists.ts';
import type { TableUse } from './table-use.ts';
import type { FoundPhoto } from './tree.ts';

/** Where a photo of a folder goes in the lab, as far as the folder and the person say. */
export interface Destination {
  readonly survey: string;
  /** Null: no class. */
  readonly className: string | null;
  /** The number that its sample had elsewhere, or the name of its folder; undefined: the survey's next. */
  readonly number: string | undefined;
  /** The lab's own name of the sample, whether or not it can be its number. */
  readonly label: string | undefined;
  readonly sample: ListedSample | undefined;
  readonly photo: ListedPhoto | undefined;
}

/** Decides where photos go: by what a person chose, else by the folder's lists, else by the names of its folders. */
export class Destinations {
  readonly #options: ImportOptions;
  readonly #lists: FolderLists;
  readonly #table: TableUse | undefined;
  /** Asked for several times per photo; names are worked on character by character. */
  readonly #known = new Map<FoundPhoto, Destination>();
  /** The survey of what no list says anything else about. */
  readonly survey: string;

  constructor(
    options: ImportOptions,
    { lists, table }: { lists: FolderLists; table: TableUse | undefined },
    survey: string,
  ) {
    this.#options = options;
    this.#lists = lists;
    this.#table = table;
    this.survey = survey;
  }

  /** Whether samples go to the surveys that the lists say. */
  get keepsSurveys(): boolean {
    return this.#options.survey === undefined;
  }

  of(found: FoundPhoto): Destination {
    const known = this.#known.get(found) ?? this.#decide(found);
    this.#known.set(found, known);
    return known;
  }

  #decide(found: FoundPhoto): Destination {
    const { sampleName, file } = found;
    const sample = this.#listed(found);
    const [className = null, ...others] = this.classesOf(found);
    return {
      survey: (this.keepsSurveys ? sample?.survey : undefined) ?? this.survey,
      number: sample?.number ?? (sampleName === null ? undefined : numberOf(sampleName)),
      label:
        sample?.details.label ?? sample?.number ?? (sampleName === null ? undefined : labelOf(sampleName)),
      className: others.length === 0 ? className : null,
      sample,
      photo: sample?.photos?.[basename(file)],
    };
  }

  /** The classes that the folder and the table say of a photo's sample: none, one, or several that cannot all be right. */
  classesOf(found: FoundPhoto): readonly string[] {
    const decided = this.#decided(found);
    if (decided !== undefined) return decided === null ? [] : [decided];
    const inTable = this.classesInTable(found);
    const folder = this.classOfFolder(found);
    return [...new Set([...(folder === null ? [] : [folder]), ...inTable])];
  }

  /** The class that a photo's folder stands for, whatever is said of the photo itself. */
  classOfFolder(found: FoundPhoto): string | null {
    const isTaken = this.#table?.replacesFolders !== true || this.#isFolderChosen(found.classFolder);
    return isTaken ? this.#classOf(found.classFolder, this.#listed(found)) : null;
  }

  /** The classes that the person's table says of a photo's sample. */
  classesInTable({ sampleKey }: FoundPhoto): readonly string[] {
    return this.#table?.facts.get(sampleKey)?.classes ?? [];
  }

  /** What the lists and the table say of a sample; the table is the person's, and goes before. */
  #listed({ sampleKey }: FoundPhoto): ListedSample | undefined {
    const listed = this.#lists.samples.get(sampleKey);
    const facts = this.#table?.facts.get(sampleKey);
    if (facts === undefined) return listed;
    const umPerPixel = facts.umPerPixel ?? listed?.umPerPixel;
    return {
      ...listed,
      ...(umPerPixel !== undefined && { umPerPixel }),
      details: { ...listed?.details, ...facts.details },
    };
  }

  /** Whether a person said which class a photo has, by itself or by its folder. */
  isChosen(found: FoundPhoto): boolean {
    return this.#decided(found) !== undefined || this.#isFolderChosen(found.classFolder);
  }

  #isFolderChosen(folder: string): boolean {
    return this.#options.other !== undefined || this.#chosen(folder) !== undefined;
  }

  #decided({ file }: FoundPhoto): string | null | undefined {
    const { labels } = this.#options;
    return Object.hasOwn(labels, file) ? labels[file] : undefined;
  }

  #chosen(folder: string): string | null | undefined {
    const { classes } = this.#options;
    return Object.hasOwn(classes, folder) ? classes[folder] : undefined;
  }

  #classOf(folder: string, sample: ListedSample | undefined): string | null {
    const chosen = this.#chosen(folder);
    if (chosen !== undefined) return chosen;
    const { other } = this.#options;
    if (other !== undefined) return other;
    // A list knows the whole name of a class, but a sample that was put into another folder since has another class.
    const listed = sample?.class;
    if (typeof listed === 'string' && isFolderOf(folder, listed)) return listed;
    if (folder === unlabelledFolder || folder === '') return null;
    return mendedName(folder, 'class') ?? null;
  }
}

/** Longer names are labels: a number is written on a jar. */
const longestNumber = 40;

function numberOf(sampleName: string): string | undefined {
  const name = mendedName(sampleName, 'number');
  if (name === undefined || name.length > longestNumber || nameProblem(sampleName, 'number') !== undefined)
    return undefined;
  return name;
}

function labelOf(sampleName: string): string | undefined {
  return mendedName(sampleName, 'label');
}
