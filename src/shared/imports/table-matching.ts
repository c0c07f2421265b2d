import type { FieldValue } from '../fields/field.ts';
import { detailFields } from '../fields/sample-fields.ts';
import { folded } from './photo-names.ts';
import type { TableProblem, TableRow } from './table-rows.ts';

/** A photo of the folder with the sample that it is of. */
export interface PlacedPhoto {
  /** Relative path with forward slashes. */
  readonly file: string;
  readonly sampleKey: string;
  /** What the folder or the file calls the sample; null where it has no name. */
  readonly sampleName: string | null;
}

/** What a table says of one sample, all its rows together. */
export interface SampleFacts {
  /** Classes that its rows name: more than one cannot be decided here. */
  readonly classes: readonly string[];
  readonly details: TableRow['details'];
  readonly umPerPixel: number | null;
}

export interface TableMatch {
  /** By the key of the sample. */
  readonly facts: ReadonlyMap<string, SampleFacts>;
  /** Rows about nothing in the folder, and rows that contradict each other. */
  readonly problems: readonly TableProblem[];
  /** Photos of samples that no row is about. */
  readonly unlisted: readonly string[];
}

/** Finds the photos and samples of a folder that the rows of a table are about, and joins what they say of each sample. */
export function matchTable(rows: readonly TableRow[], photos: readonly PlacedPhoto[]): TableMatch {
  const files = new FileIndex(photos.map(({ file }) => file));
  const samples = new SampleIndex(photos);
  const keyOf = new Map(photos.map(({ file, sampleKey }) => [file, sampleKey]));
  const problems: TableProblem[] = [];
  const bySample = new Map<string, TableRow[]>();
  for (const row of rows) {
    const found = row.file === null ? samples.find(row.sample ?? '') : files.find(row.file);
    if (typeof found === 'string') problems.push({ line: row.line, message: found });
    else
      for (const one of found) {
        const key = row.file === null ? one : (keyOf.get(one) ?? '');
        const about = bySample.get(key);
        if (about === undefined) bySample.set(key, [row]);
        else about.push(row);
      }
  }
  return {
    facts: new Map([...bySample].map(([key, about]) => [key, factsOf(about, problems)])),
    problems: problems.toSorted((a, b) => a.line - b.line),
    unlisted: photos.filter(({ sampleKey }) => !bySample.has(sampleKey)).map(({ file }) => file),
  };
}

/** The samples that a table names for files, where it names both: so the photos of a flat folder go together. */
export function sampleNamesOf(
  rows: readonly TableRow[],
  files: readonly string[],
): ReadonlyMap<string, string> {
  const index = new FileIndex(files);
  const names = rows.flatMap(({ file, sample }) => {
    const found = file === null || sample === null ? [] : index.find(file);
    return typeof found === 'string' ? [] : found.map((one) => [one, sample ?? ''] as const);
  });
  return new Map(names);
}

/** Files by what a person writes for them: the path, the end of it, the name with or without ending. */
class FileIndex {
  readonly #byName: ReadonlyMap<string, readonly string[]>;
  readonly #byBase: ReadonlyMap<string, readonly string[]>;

  constructor(files: readonly string[]) {
    this.#byName = Map.groupBy(files, (file) => lastOf(folded(file)));
    this.#byBase = Map.groupBy(files, (file) => withoutEnding(lastOf(folded(file))));
  }

  /** @returns the file, or a sentence that says why there is none. */
  find(written: string): readonly [string] | string {
    const path = folded(written.trim())
      .replaceAll('\\', '/')
      .replace(/^\.?\/+/, '');
    const name = lastOf(path);
    const named = this.#byName.get(name) ?? this.#byBase.get(name) ?? [];
    const [file, ...others] = named.length > 1 ? endingAlike(named, path) : named;
    if (file === undefined) return `There is no photo ${written} in the folder.`;
    return others.length === 0
      ? [file]
      : `${others.length + 1} photos of the folder are called ${written}; write the path of one.`;
  }
}

/** Those of the files that share the most folders with a path, from its end on. */
function endingAlike(files: readonly string[], path: string): readonly string[] {
  const parts = path.split('/');
  const shared = files.map((file) => {
    const own = withoutLast(folded(file)).split('/').toReversed();
    const asked = parts.slice(0, -1).toReversed();
    const differs = asked.findIndex((part, index) => part !== own[index]);
    return differs === -1 ? asked.length : differs;
  });
  const most = Math.max(...shared);
  return files.filter((_, index) => shared[index] === most);
}

/** Samples by their names; numbers also without the zeros that a spreadsheet takes off. */
class SampleIndex {
  readonly #byName: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #byNumber: ReadonlyMap<string, ReadonlySet<string>>;

  constructor(photos: readonly PlacedPhoto[]) {
    const named = photos.flatMap(({ sampleKey, sampleName }) =>
      sampleName === null ? [] : [[folded(sampleName.trim()), sampleKey] as const],
    );
    this.#byName = keysBy(named);
    this.#byNumber = keysBy(named.map(([name, key]) => [withoutZeros(name), key] as const));
  }

  /** @returns the keys of all samples of that name, or a sentence that says why there is none. */
  find(written: string): readonly string[] | string {
    const name = folded(written.trim());
    const numbered = this.#byNumber.get(withoutZeros(name));
    const found = this.#byName.get(name) ?? (numbered?.size === 1 ? numbered : undefined);
    return found === undefined ? `There is no sample ${written} in the folder.` : [...found];
  }
}

function keysBy(named: readonly (readonly [name: string, key: string])[]): Map<string, Set<string>> {
  const groups = Map.groupBy(named, ([name]) => name);
  return new Map([...groups].map(([name, group]) => [name, new Set(group.map(([, key]) => key))]));
}

function withoutZeros(name: string): string {
  return name.replace(/^0+(?=\d+$)/, '');
}

function factsOf(rows: readonly TableRow[], problems: TableProblem[]): SampleFacts {
  const said = new Map<string, { value: FieldValue; line: number }>();
  const classes = new Map<string, number>();
  for (const { line, details, umPerPixel, class: name } of rows) {
    for (const [field, value] of Object.entries<FieldValue>({ ...details, umPerPixel })) {
      const before = said.get(field);
      if (value === null || before?.value === value) continue;
      if (before === undefined) said.set(field, { value, line });
      else
        problems.push({
          line,
          message: `${labelOf(field)}: line ${before.line} says ${before.value} of the same sample, and that is taken.`,
        });
    }
    if (typeof name !== 'string' || classes.has(name)) continue;
    const [[other, before] = []] = [...classes];
    if (other !== undefined)
      problems.push({
        line,
        message: `Class: ${name} here, and ${other} in line ${before ?? 0} of the same sample.`,
      });
    classes.set(name, line);
  }
  const { umPerPixel = null, ...details } = Object.fromEntries(
    [...said].map(([field, { value }]) => [field, value]),
  );
  return {
    classes: [...classes.keys()],
    details,
    umPerPixel: typeof umPerPixel === 'number' ? umPerPixel : null,
  };
}

function labelOf(field: string): string {
  return Object.hasOwn(detailFields, field)
    ? detailFields[field as keyof typeof detailFields].label
    : 'Scale';
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function withoutLast(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function withoutEnding(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}
