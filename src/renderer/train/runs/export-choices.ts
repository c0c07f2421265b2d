import type { RunRow } from '#shared/contract/topics/learning.ts';
import type { TrainControllers } from '../controllers.ts';
import { runsStrings } from './strings.ts';

/** What can be saved of a finished run: its model, its report, its logs. */
export function exportChoices(
  { models, training, shell: { report } }: TrainControllers,
  { id: run, model }: Pick<RunRow, 'id' | 'model'>,
): { readonly label: string; readonly run: () => unknown }[] {
  const { exports: words } = runsStrings;
  return [
    ...(model === null ? [] : [{ label: words.model, run: () => models.export(model) }]),
    { label: words.pdf, run: () => report.save({ run }, 'pdf') },
    { label: words.html, run: () => report.save({ run }, 'html') },
    { label: words.logs, run: () => training.exportLogs(run) },
  ];
}
