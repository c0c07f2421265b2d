import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Backup, Differences, RestorePreview } from '#shared/domain/backup.ts';
import { isLabAddress } from '#shared/domain/lab-address.ts';
import { type CommandContext, type Run, folderHere, labCommand, listed, onLab } from '../command.ts';
import { pathNamed } from '../path-named.ts';

interface RestoreFlags {
  readonly dryRun?: true;
  readonly asItIs?: true;
}

/** The commands that keep copies of the lab's database and go back to them: backup, backups, copy, restore. */
export function addBackupCommands(program: Command, run: Run): void {
  labCommand(program, 'backup', 'copy the lab’s database into a file: everything but photos and models')
    .argument('[file]', 'a file that is not there yet (default: one in the lab’s backups folder)')
    .action(
      onLab(run, async ({ api }, file: string | undefined) => {
        const made = await api.lab.backUp({ ...(file !== undefined && { file: pathNamed(file) }) });
        return [made, `Backed up: ${backupText(made)}`];
      }),
    );

  labCommand(program, 'backups', 'list the backups of a lab, newest first').action(
    run(async ({ api, open }, lab: string) => {
      // One of this computer is not opened for it: it may be too damaged for that.
      const directory = isLabAddress(lab) ? (await open(lab)).directory : resolve(lab);
      const backups = await api.lab.backups({ directory });
      return listed(backups, backupText, 'This lab has no backups yet: one is made whenever it is closed.');
    }),
  );

  labCommand(program, 'copy', 'copy a lab with photos and models to another disk, and check the copy')
    .argument('<folder>', 'a new or empty folder, or one of a copy that was stopped')
    .action(
      onLab(run, async ({ api, follow, fail }, folder: string) => {
        const { job } = await api.lab.copy({ directory: pathNamed(folder) });
        const copied = await follow(job, 'copy');
        if (copied.problems.length > 0) fail();
        const head = `Copied: ${copied.files} files, ${(copied.bytes / 1e6).toFixed(1)} MB, in ${copied.directory}.`;
        return [
          copied,
          [
            head,
            ...(copied.problems.length === 0
              ? ['Every file was read again and is the same.']
              : copied.problems),
          ].join('\n'),
        ];
      }),
    );

  labCommand(program, 'restore', 'put a backup in the place of the lab’s database; that is backed up first')
    .argument('[backup]', 'its name in the lab’s backups folder, or a file (default: the newest whole one)')
    .option('--dry-run', 'only show what would come and go')
    .option('--as-it-is', 'no backup: go on with the database that is there')
    .action(
      run(async (context, lab: string, backup: string | undefined, flags: RestoreFlags) => {
        // One of this computer may be too damaged to be opened.
        const directory = isLabAddress(lab) ? (await context.open(lab)).directory : folderHere(lab);
        return restore(context, { directory, ...meant(backup) }, flags);
      }),
    );
}

/** A name without a folder is one in the lab's backups. */
function meant(backup: string | undefined): { backup?: string; file?: string } {
  if (backup === undefined) return {};
  return /[/\\]/.test(backup) ? { file: pathNamed(backup) } : { backup };
}

async function restore(
  { api, say }: CommandContext,
  what: { directory: string; backup?: string; file?: string },
  { dryRun, asItIs }: RestoreFlags,
): Promise<readonly [unknown, string]> {
  if (asItIs === true) {
    const lab = await api.lab.open({ directory: what.directory, asItIs });
    return [lab, `The lab "${lab.name}" is as its database says: ${lab.counts.samples} samples.`];
  }
  const preview = await api.lab.previewRestore(what);
  if (dryRun === true) return [preview, previewText(preview)];
  say(previewText(preview));
  const { lab, kept } = await api.lab.restore(what);
  const before = kept === null ? '' : ` What was there before is ${kept}.`;
  return [{ lab, kept, preview }, `Restored: "${lab.name}" is as it was at ${preview.backup.at}.${before}`];
}

const reasons: Readonly<Record<Backup['reason'], string>> = {
  close: 'when the lab was closed',
  migration: 'before it was brought up to a new version',
  restore: 'before a restore',
  hand: 'by hand',
};

function backupText({ name, at, bytes, reason, contents }: Backup): string {
  const has =
    contents === null
      ? 'it cannot be read'
      : `${contents.samples} samples, ${contents.photos} photos, ${contents.runs} runs, ${contents.models} models`;
  return `${name}: ${at}, ${reasons[reason]}, ${(bytes / 1e6).toFixed(1)} MB; ${has}`;
}

function previewText({ backup, now, differences, files, unknownFiles }: RestorePreview): string {
  const newest = (contents: RestorePreview['now']): string => contents?.newestEdit ?? 'none';
  return [
    backupText(backup),
    ...(differences === null ? ['  The lab’s own database cannot be read.'] : differenceLines(differences)),
    `  newest edit: ${newest(backup.contents)}${now === null ? '' : ` (now: ${newest(now)})`}`,
    `  photo files: ${files.there} are there, ${files.missing} are missing`,
    ...(unknownFiles === 0 ? [] : [`  ${unknownFiles} photo files of the lab came after it`]),
  ].join('\n');
}

function differenceLines(differences: Differences): string[] {
  return Object.entries(differences).map(
    ([kind, { comes, goes }]) => `  ${kind.padEnd(8)} ${comes} would come, ${goes} would go`,
  );
}
