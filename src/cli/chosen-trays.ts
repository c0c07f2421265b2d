import type { Command } from 'commander';
import type { CommandContext } from './command.ts';
import { integerOption } from './options.ts';

/** Gives a command ids of trays as its words. */
export function withTrays(command: Command): Command {
  return command.argument(
    '[trays...]',
    'ids of trays; without any, all of the lab',
    (text, ids: number[] | undefined) => [...(ids ?? []), integerOption(text)],
  );
}

/** The trays that were named, or all of the lab; where there is none, a person is told, and the command has failed. */
export async function chosenTrays(
  { api, say, fail }: CommandContext,
  asked: readonly number[] | undefined,
): Promise<number[]> {
  if (asked !== undefined && asked.length > 0) return [...asked];
  const trays = (await api.trays.list({})).map(({ id }) => id);
  if (trays.length === 0) {
    say('There is no tray in this lab yet: `strandline tray import`.');
    fail();
  }
  return trays;
}
