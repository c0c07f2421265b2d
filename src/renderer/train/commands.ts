import type { Command } from '../shell/commands/command.ts';
import type { TrainControllers } from './controllers.ts';

export function trainCommands({ training, compare }: TrainControllers): readonly Command[] {
  return [
    { id: 'train.new', label: 'New training run', writes: true, run: () => training.prepareNew() },
    {
      id: 'train.queueOrder',
      label: 'Move a waiting training in the queue',
      shown: 'Alt ↑ ↓',
      gesture: true,
    },
    { id: 'train.queueRemove', label: 'Take it out of the queue', shown: 'Del', gesture: true },
    {
      id: 'train.cellWalk',
      label: 'Walk the photos of a number of the confusion matrix',
      shown: '← → ↑ ↓',
      gesture: true,
    },
    {
      id: 'train.cellLabel',
      label: 'Label the photo that is shown beside it anew',
      shown: '1–9, 0, T',
      gesture: true,
    },
    {
      id: 'train.compare',
      label: 'Compare runs',
      run: () => compare.open(training.run?.result ? [training.run.id] : []),
    },
  ];
}
