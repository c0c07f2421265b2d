import type { About } from '../about/about.svelte.ts';
import type { BenchController } from '../../bench/photos/bench-controller.svelte.ts';
import type { CompareController } from '../../train/compare/compare-controller.svelte.ts';
import type { EditsController } from '../edits/edits-controller.svelte.ts';
import type { ImportController } from '../../catalogue/import/import-controller.svelte.ts';
import type { LabController } from '../lab/lab-controller.svelte.ts';
import type { LabelFinder } from '../../catalogue/scan/label-finder.svelte.ts';
import type { Preferences } from '../preferences.svelte.ts';
import type { Rooms } from '../rooms.svelte.ts';
import type { StudiesController } from '../../studies/studies-controller.svelte.ts';
import type { TrainingController } from '../../train/training-controller.svelte.ts';
import type { CommandId } from './table.ts';

interface Parts {
  readonly rooms: Rooms;
  readonly lab: LabController;
  readonly edits: EditsController;
  readonly imports: ImportController;
  readonly training: TrainingController;
  readonly compare: CompareController;
  readonly studies: StudiesController;
  readonly bench: BenchController;
  readonly labels: LabelFinder;
  readonly preferences: Preferences;
  readonly about: About;
}

/** What the commands do that need no room's help. */
export function windowActions(parts: Parts): Readonly<Partial<Record<CommandId, () => unknown>>> {
  const { rooms, lab, edits, imports, training, compare, studies, bench, labels, preferences, about } = parts;
  return {
    'go.catalogue': () => rooms.go('catalogue'),
    'go.train': () => rooms.go('train'),
    'go.models': () => rooms.go('models'),
    'go.bench': () => rooms.go('bench'),
    'go.studies': () => rooms.go('studies'),
    'lab.open': () => lab.chooseAndOpen(),
    'lab.demo': () => lab.openDemo(),
    'lab.close': () => lab.close(),
    'edit.undo': () => edits.undo(),
    'edit.redo': () => edits.redo(),
    'view.system': () => preferences.setTheme('system'),
    'view.light': () => preferences.setTheme('light'),
    'view.dark': () => preferences.setTheme('dark'),
    'help.keys': () => (rooms.helpOpen = !rooms.helpOpen),
    'help.about': () => about.show(),
    'catalogue.import': () => {
      rooms.go('catalogue');
      return imports.chooseAndLook();
    },
    'catalogue.scan': () => labels.show(),
    'train.new': () => {
      rooms.go('train');
      training.prepareNew();
    },
    'train.compare': () => {
      rooms.go('train');
      return compare.open(training.run?.result ? [training.run.id] : []);
    },
    'studies.new': () => {
      rooms.go('studies');
      studies.prepareNew();
    },
    'bench.camera': () => {
      rooms.go('bench');
      bench.source = 'camera';
    },
    'bench.sessions': () => {
      rooms.go('bench');
      bench.source = 'sessions';
    },
    'bench.photos': () => {
      rooms.go('bench');
      bench.source = 'photos';
      return bench.choosePhotos();
    },
  };
}
