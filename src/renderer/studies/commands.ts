import type { Command } from '../shell/commands/command.ts';
import type { StudiesControllers } from './controllers.ts';

export function studiesCommands({ studies }: StudiesControllers): readonly Command[] {
  return [{ id: 'studies.new', label: 'New study', writes: true, run: () => studies.prepareNew() }];
}
