import type { Command } from '../shell/commands/command.ts';
import type { ModelsControllers } from './controllers.ts';
import { modelsStrings as words } from './strings.ts';

/** The decision about a model that is shown, on its own page and on that of its run. */
export function modelCommands({ offers }: Pick<ModelsControllers, 'offers'>): readonly Command[] {
  return (['models', 'train'] as const).flatMap((room): Command[] => [
    {
      id: `${room}.use`,
      label: words.useCommand,
      keys: ['u'],
      onlyHere: true,
      writes: true,
      when: () => offers.isOpen,
      run: () => offers.use(),
    },
    {
      id: `${room}.decline`,
      label: words.decline,
      keys: ['k'],
      onlyHere: true,
      writes: true,
      when: () => offers.canDecline,
      run: () => offers.decline(),
    },
  ]);
}
