import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { accuracyText } from '#shared/learning/figures/figure-text.ts';
import { type BenchSession, type SessionReport, countsOf } from '#shared/domain/session.ts';
import { verdictWord } from '#shared/learning/prediction/verdict.ts';
import { type Run, damagedText, folderHere, labCommand, listed, onLab } from '../command.ts';
import { integerOption } from '../options.ts';
import { worded } from '../run-text.ts';

/** The commands that look back at sittings at the bench. */
export function addSessionCommands(program: Command, run: Run): void {
  labCommand(program, 'sessions', 'list the sessions at the bench').action(
    onLab(run, async ({ api }) => listed(await api.sessions.list(), sessionLine, 'No sessions yet.')),
  );

  labCommand(program, 'session-report', 'say what came of a session; with --out as a page to keep or print')
    .argument('<session>', 'id of the session', integerOption)
    .option('--out <file>', 'HTML file to write; one that is there is replaced')
    .action(
      onLab(run, async ({ api }, session: number, { out }: { out?: string }) => {
        const report = await api.sessions.report({ session });
        const document = { ...report, rows: report.rows.map(worded) };
        if (out === undefined) return [document, sessionText(report)];
        const file = folderHere(out);
        await writeFile(file, (await api.sessions.page({ session })).html);
        return [{ ...document, file }, `${sessionText(report)}\nWritten to ${file}.`];
      }),
    );
}

function sessionLine({ id, person, startedAt, endedAt, kept, damaged }: BenchSession): string {
  const end = endedAt ?? 'not ended';
  return `${String(id).padStart(4)}  ${startedAt}  ${end.padEnd(24)}  ${String(kept).padStart(4)} kept  ${person}${damagedText({ damaged })}`;
}

function sessionText({ session, stageOccupied, rows, agreement, warnings }: SessionReport): string {
  const { agreed, compared, ci95 } = agreement;
  const list = (values: readonly string[]): string =>
    countsOf(values)
      .map(({ name, count }) => `${name} ${count}`)
      .join(', ') || 'none';
  return [
    `Session ${session.id} of ${session.person}: ${rows.length} fragments kept`,
    `Model says: ${list(rows.map(verdictWord))}`,
    `Person says: ${list(rows.map(({ human }) => human ?? 'left open'))}`,
    ci95 === null
      ? 'Agreement: nothing to compare.'
      : `Agreement: ${accuracyText({ accuracy: agreed / compared, ci95, n: compared }, 'fragments')}`,
    `Drift warnings: ${warnings.length}`,
    ...(stageOccupied ? ['Something is seen on the stage that was said to be empty.'] : []),
  ].join('\n');
}
