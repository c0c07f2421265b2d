import type { BenchControllers } from '../../bench/controllers.ts';
import type { CatalogueControllers } from '../../catalogue/controllers.ts';
import type { StudiesControllers } from '../../studies/controllers.ts';
import type { TrainControllers } from '../../train/controllers.ts';
import type { ShellControllers } from '../controllers.ts';
import type { CommandId } from './table.ts';

interface Parts {
  readonly shell: ShellControllers;
  readonly catalogue: CatalogueControllers;
  readonly train: TrainControllers;
  readonly bench: BenchControllers;
  readonly studies: StudiesControllers;
}

/** What the commands do that need no room's help. */
export function windowActions(parts: Parts): Readonly<Partial<Record<CommandId, () => unknown>>> {
  const { rooms, lab, edits, preferences, about } = parts.shell;
  const { imports, labels } = parts.catalogue;
  const { training, compare } = parts.train;
  const { studies } = parts.studies;
  const { bench } = parts.bench;
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
