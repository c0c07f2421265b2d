import { basename } from 'node:path';
import type { ImportWarning, ImportWarningCode } from '#shared/domain/import.ts';
import { lookAlikes, mendedName } from '#shared/domain/names.ts';
import { sides } from '#shared/learning/plan.ts';
import type { ReadableDb } from '../database.ts';
import { listClasses } from '../queries/classes.ts';
import { earlierPaths, rowNamed } from '../queries/imports.ts';
import type { ResolvedImport } from './resolved.ts';
import { type SortedPhotos, isUnmoved } from './same-bytes.ts';

/** Conflicts beyond these are told together: nobody answers a thousand questions one by one. */
const toldOneByOne = 50;

/** From so many new classes on it is asked whether the folders are classes at all. */
const manyClasses = 12;

type Decided = Omit<ResolvedImport, 'warnings'>;

/** What an import decides, or leaves undecided, that a person may want otherwise. */
export function importWarnings(db: ReadableDb, decided: Decided, sorted: SortedPhotos): ImportWarning[] {
  return [
    ...labelConflicts(decided, sorted),
    ...sampleConflicts(decided, sorted),
    ...splitConflicts(decided, sorted),
    ...samePaths(db, decided),
    ...classDoubts(db, decided),
  ];
}

function labelConflicts({ photos, labClaims }: Decided, { duplicates }: SortedPhotos): ImportWarning[] {
  const inFolder = [...new Set(photos.map(({ slot }) => slot.claims))]
    .filter((claims) => claims.length > 0)
    .map((claims) => {
      const classes = inWords(claims.map(({ className }) => className));
      const files = [...new Set(claims.map(({ file }) => file))];
      const dispute =
        files.length > 1
          ? `The same photo lies in ${classes}. It comes`
          : `The folder and the rows of the table say ${classes} of one sample. It comes`;
      return { message: `${dispute} without a class and waits in the review.`, files };
    });
  const withLab = labClaims.map(({ className, file, photo: { known } }) => ({
    message: `${known.number} of ${known.surveyName} is ${known.className ?? 'without a class'} in the lab; its folder says ${className}. The lab's stays, and it waits in the review.`,
    files: [
      file,
      ...(known.source === null || known.source === file ? [] : twinPaths(known.source, duplicates)),
    ],
  }));
  return told('label-conflict', [...inFolder, ...withLab], (more) => `${more} more photos have two classes.`);
}

/** The path that a photo of the lab had, where it still lies there. */
function twinPaths(source: string, duplicates: SortedPhotos['duplicates']): string[] {
  return duplicates.some(({ found }) => found.file === source) ? [source] : [];
}

function sampleConflicts({ continued }: Decided, { severalSamples, known }: SortedPhotos): ImportWarning[] {
  const inFolder = severalSamples.map((files) => ({
    message: 'The same photo lies in the folders of several samples. It is an angle of the first of them.',
    files,
  }));
  const withLab = known.flatMap((photo) => {
    const { found, known: of } = photo;
    const name = found.sampleName === null ? undefined : mendedName(found.sampleName, 'label');
    if (name === undefined || isUnmoved(photo, continued) || [of.number, of.label].includes(name)) return [];
    return {
      message: `A photo of ${of.number} of ${of.surveyName} lies in the folder ${name}. It stays what it is in the lab.`,
      files: [found.file],
    };
  });
  return told(
    'sample-conflict',
    [...inFolder, ...withLab],
    (more) => `${more} more photos lie in the folders of several samples.`,
  );
}

function splitConflicts({ layout, continued }: Decided, sorted: SortedPhotos): ImportWarning[] {
  if (layout !== 'split/class/photo') return [];
  const inFolder = sorted.severalSides.map((files) => ({
    message: 'The same photo lies on several sides of the split. It is imported and is on none of them.',
    files,
  }));
  const withLab = sorted.known
    .filter(
      ({ found: { side }, known }) => known.givenSide !== null && side !== null && known.givenSide !== side,
    )
    .map(({ found, known }) => ({
      message: `${known.number} of ${known.surveyName} is on the side ${known.givenSide ?? ''}, where it stays; the folder says ${found.side ?? ''}.`,
      files: [found.file],
    }));
  const reached = new Set([
    ...sorted.added.map(({ side }) => side),
    ...(continued === undefined ? [] : sorted.known.map(({ known }) => known.givenSide)),
  ]);
  const empty = sides.filter((side) => !reached.has(side));
  const noPhotos = {
    message: `The given split has no photo for ${inWords(empty)}.`,
    files: [],
  };
  return told(
    'split-conflict',
    [...inFolder, ...withLab, ...(empty.length === 0 ? [] : [noPhotos])],
    (more) => `${more} more photos are on several sides of the split.`,
  );
}

function samePaths(db: ReadableDb, { photos, directory, destinations }: Decided): ImportWarning[] {
  const { survey } = destinations;
  const earlier = earlierPaths(db, {
    directory,
    baseName: basename(directory),
    survey: rowNamed(db, 'surveys', survey)?.id ?? null,
  });
  const renewed = photos.filter(({ found, takenBack }) => takenBack === undefined && earlier.has(found.file));
  if (renewed.length === 0) return [];
  const folders = new Set(renewed.map(({ found }) => earlier.get(found.file) ?? ''));
  const surveys = new Set(renewed.map(({ slot }) => slot.survey));
  return [
    {
      code: 'same-path',
      message: `${renewed.length} ${renewed.length === 1 ? 'path is that' : 'paths are those'} of other photos that came from ${inWords([...folders])} before. They are taken for other things: new samples of ${inWords([...surveys])}.`,
      files: renewed.map(({ found }) => found.file),
    },
  ];
}

/** Classes that look like one, and folders that may be no classes. */
function classDoubts(db: ReadableDb, { destinations, found }: Decided): ImportWarning[] {
  const said = found.flatMap((photo) => {
    const { className } = destinations.of(photo);
    const isByFolder = destinations.classesInTable(photo).length === 0;
    if (className === null || (isByFolder && destinations.isChosen(photo))) return [];
    return [{ className, folder: photo.classFolder, file: photo.file, isByFolder }];
  });
  const inLab = listClasses(db).map(({ name }) => name);
  const names = [...new Set(said.map(({ className }) => className))];
  const filesOf = (classes: readonly string[]): string[] =>
    said.flatMap(({ className, file }) => (classes.includes(className) ? [file] : []));
  const foldersOf = (classes: readonly string[]): string[] => [
    ...new Set(
      said.flatMap(({ className, folder, isByFolder }) =>
        isByFolder && classes.includes(className) ? [folder] : [],
      ),
    ),
  ];

  const merged = names
    .map((name) => ({ name, folders: foldersOf([name]) }))
    .filter(({ folders }) => folders.length > 1)
    .map(({ name, folders }) => ({
      message: `${folders.length} folders are one class, ${name}: their names differ only in what cannot be seen.`,
      files: filesOf([name]),
    }));
  const twins = lookAlikes([...inLab, ...names])
    .filter((alike) => alike.some((name) => names.includes(name) && !inLab.includes(name)))
    .map((alike) => ({
      message: `${inWords(alike)} look alike but are ${alike.length} classes. Where they are one, say so for the folder.`,
      files: filesOf(alike),
    }));
  const added = names.filter((name) => !inLab.includes(name));
  const many: ImportWarning[] =
    added.length < manyClasses
      ? []
      : [
          {
            code: 'odd-layout',
            message: `${added.length} new classes at once (${added.slice(0, 3).join(', ')}, …). Where these folders are samples, say that the layout is sample/photo.`,
            files: foldersOf(added),
          },
        ];
  return [
    ...told('look-alike-classes', [...merged, ...twins], (more) => `${more} more classes look alike.`),
    ...many,
  ];
}

interface Telling {
  readonly message: string;
  readonly files: readonly string[];
}

function told(
  code: ImportWarningCode,
  tellings: readonly Telling[],
  others: (more: number) => string,
): ImportWarning[] {
  const rest = tellings.slice(toldOneByOne);
  return [
    ...tellings.slice(0, toldOneByOne).map(({ message, files }) => ({ code, message, files: [...files] })),
    ...(rest.length === 0
      ? []
      : [{ code, message: others(rest.length), files: rest.flatMap(({ files }) => files) }]),
  ];
}

const list = new Intl.ListFormat('en-GB');

/** `a, b and c`, each once. */
function inWords(things: readonly string[]): string {
  return list.format(new Set(things));
}
