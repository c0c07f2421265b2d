import { numberText } from '#shared/written.ts';
import type {
  ConflictKind,
  MergeChoice,
  MergeCounts,
  MergeResult,
  PackResult,
} from '#shared/domain/merge.ts';
import { nbsp } from '../../lib/format.ts';
import { plural } from '../../lib/plural.ts';

/** What a choice comes to, which depends on what it is about. */
const choices: Readonly<Record<ConflictKind, Partial<Readonly<Record<MergeChoice, string>>>>> = {
  'class-name': { apart: 'A class of its own', same: 'The same class' },
  site: { apart: 'Comes beside it', same: 'The same site' },
  survey: { apart: 'Comes beside it', same: 'The same survey' },
  profile: { apart: 'Comes beside it', same: 'The same calibration' },
  number: { apart: 'Comes under its number with the lab’s mark', same: 'The same thing' },
  class: { ours: 'Ours stays, theirs waits in the review', theirs: 'Theirs is taken' },
  field: {
    ours: 'Ours stays, theirs goes into the notes',
    theirs: 'Theirs is taken, ours goes into the notes',
  },
  photo: { ours: 'Stays where it is' },
  tray: { ours: 'Theirs come as proposals' },
  bin: { ours: 'Stays in the bin' },
};

export const mergeStrings = {
  title: (name: string): string => `Bring in the lab ${name}`,
  loading: 'Looking at the other lab…',
  chooseTitle: 'Choose the folder of the other lab',
  choosePackedTitle: 'Choose a packed lab',
  packTitle: 'Choose a folder for the packed lab',
  kinds: {
    surveys: 'Surveys',
    sites: 'Sites',
    classes: 'Classes',
    profiles: 'Calibrations',
    samples: 'Samples',
    photos: 'Photos',
    trays: 'Trays',
    detections: 'Detections',
    readings: 'Blind readings',
    sessions: 'Sessions',
    verdicts: 'Verdicts',
    models: 'Models of those verdicts',
  } satisfies Readonly<Record<keyof MergeCounts, string>>,
  comes: 'come in',
  there: 'are here already',
  classes: 'Its classes',
  classHere: (name: string): string => `What ${name} is called here`,
  isNew: 'new',
  conflicts: (count: number): string => plural(count, 'disagreement'),
  kindOf: {
    'class-name': 'Names of classes that look alike',
    site: 'Sites of one name',
    survey: 'Surveys of one name',
    profile: 'Calibrations of one name',
    number: 'Numbers on two things',
    class: 'Two classes of one thing',
    field: 'Two values of one field',
    photo: 'Photos in two samples',
    tray: 'Other things found in a tray',
    bin: 'In the bin here',
  } satisfies Readonly<Record<ConflictKind, string>>,
  all: (count: number): string => `All ${numberText(count)}`,
  oneByOne: 'one by one',
  showMore: (count: number): string => `Show more of ${numberText(count)}`,
  about: 'About',
  ours: 'Here',
  theirs: 'There',
  done: 'What is done',
  choiceOf: (what: string): string => `What is done about ${what}`,
  choice: (kind: ConflictKind, choice: MergeChoice): string => choices[kind][choice] ?? choice,
  leftOut: 'Left out',
  nothing: 'All of it is here already.',
  changed: (count: number): string =>
    `Of ${plural(count, 'thing')} that are here something is changed or noted.`,
  mark: (mark: string): string =>
    `What it shares a name or a number with comes under that with [${mark}] behind it. The other lab is not written to, and one undo takes all of it back.`,
  size: (bytes: number): string =>
    `${numberText(Math.ceil(bytes / 1e6))}${nbsp}MB of photos and models are copied.`,
  bring: 'Bring in',
  brought: ({ other, comes, leftOut }: MergeResult): string =>
    `${other.name} brought ${plural(comes.samples, 'sample')} and ${plural(comes.photos, 'photo')}${comes.sessions + comes.verdicts === 0 ? '' : `, with ${plural(comes.sessions, 'session')} and ${plural(comes.verdicts, 'verdict')}`}.${leftOut.length === 0 ? '' : ` ${plural(leftOut.length, 'thing')} left out, such as: ${leftOut[0]?.what ?? ''}: ${leftOut[0]?.reason ?? ''}.`}`,
  packed: ({ file, samples, photos }: PackResult): string =>
    `${plural(samples, 'sample')} with ${plural(photos, 'photo')} are in ${file}. “Bring in a packed lab” takes it elsewhere.`,
} as const;
