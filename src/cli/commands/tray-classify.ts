import type { Command } from 'commander';
import { type Answer, type CommandContext, type Run, labCommand, onLab } from '../command.ts';
import { reference } from '../options.ts';
import { shownJob } from '../shown-job.ts';
import { chosenTrays, withTrays } from '../chosen-trays.ts';

/** `tray classify`: asks a model about what lies in trays. */
export function addClassifyCommand(tray: Command, run: Run): void {
  withTrays(
    labCommand(
      tray,
      'classify',
      'ask a model what was accepted or proposed in trays; what persons said stays',
    ),
  )
    .option('--model <model>', 'id or name of the model; without it, the one in use', reference)
    .action(onLab(run, classifyTrays));
}

async function classifyTrays(
  context: CommandContext,
  asked: number[] | undefined,
  { model }: { model?: number | string },
): Promise<Answer> {
  const { api } = context;
  const trays = await chosenTrays(context, asked);
  if (trays.length === 0) return [{ classified: 0, unsure: 0, unlike: 0 }, 'Nothing was classified.'];
  const said = await shownJob(context, 'classify-detections', () =>
    api.trays.classify({ trays, ...(model !== undefined && { model }) }),
  );
  const { classified, unsure, unlike } = said;
  return [
    said,
    `${classified} named, ${unsure} unsure, ${unlike} unlike anything in training, in ${trays.length} ${trays.length === 1 ? 'tray' : 'trays'}.`,
  ];
}
