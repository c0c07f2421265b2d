import type { Command } from '../shell/commands/command.ts';
import type { MorningController } from './morning-controller.svelte.ts';
import { morningStrings } from './strings.ts';

export function morningCommands(morning: MorningController): readonly Command[] {
  return [{ id: 'go.morning', label: morningStrings.command, run: () => morning.open() }];
}
