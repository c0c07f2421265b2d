import { type Command, InvalidArgumentError } from 'commander';
import type { MergeOptions } from '#shared/domain/merge.ts';
import { mergeOptionsSchema } from '#shared/domain/merge.ts';
import { type Run, labCommand, onLab, refuseFar } from '../command.ts';
import { surveyCalled } from '../survey-called.ts';
import { mergeText } from '../merge-text.ts';
import { pathNamed } from '../path-named.ts';

interface MergeFlags {
  readonly dryRun?: true;
  readonly map: Readonly<Record<string, string>>;
  readonly choose: Readonly<Record<string, string>>;
}

/** The commands that join labs: merge, pack. */
export function addMergeCommands(program: Command, run: Run): void {
  labCommand(program, 'merge', 'bring another lab in; it is not written to, and one undo takes it back')
    .argument('<other>', 'folder of the other lab (there:/folder on the lab’s computer), or a packed one')
    .option('--dry-run', 'say what it would come to, with all that the two disagree on, and write nothing')
    .option('--map <theirs=ours>', 'what a class of the other lab is called here (repeatable)', pair, {})
    .option(
      '--choose <conflict=choice>',
      'what is done about a disagreement, or about all of a kind (repeatable): number=same, class=theirs, …',
      pair,
      {},
    )
    .action(
      onLab(run, async ({ api, follow }, other: string, { dryRun, map, choose }: MergeFlags) => {
        const options = optionsOf(other, map, choose);
        if (dryRun === true) {
          const preview = await api.merge.preview(options);
          return [preview, mergeText(preview, { dryRun })];
        }
        const { job } = await api.merge.start(options);
        const result = await follow(job, 'merge');
        return [result, mergeText(result, { dryRun: false })];
      }),
    );

  labCommand(program, 'pack', 'put the lab, or one survey, into one file that merge takes elsewhere')
    .argument('<file>', 'a file that is not there yet, such as north-bay.zip')
    .option('--survey <name>', 'only this survey, by name or id')
    .action(
      onLab(run, async ({ api, follow }, file: string, { survey }: { survey?: string }) => {
        const one = survey === undefined ? null : await surveyCalled(api, survey);
        const { job } = await api.merge.pack({ file: pathNamed(file), survey: one });
        const packed = await follow(job, 'pack');
        return [
          packed,
          [
            `Packed: ${packed.samples} samples, ${packed.photos} photos, ${packed.sessions} sessions, ${packed.verdicts} verdicts, ${(packed.bytes / 1e6).toFixed(1)} MB, in ${packed.file}.`,
            ...packed.leftOut.map(({ what, reason }) => `Left out: ${what}: ${reason}`),
          ].join('\n'),
        ];
      }),
    );
}

function pair(text: string, before: Readonly<Record<string, string>>): Record<string, string> {
  const at = text.lastIndexOf('=');
  if (at < 1) throw new InvalidArgumentError('Write it as NAME=NAME.');
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}

/** @throws StrandlineError `unsupported` for an address. */
function otherLab(named: string): string {
  refuseFar(named, packIt);
  return pathNamed(named);
}

const packIt = 'Pack it first, “strandline pack ssh://… FILE.zip”, and merge the file.';

function optionsOf(other: string, classes: MergeFlags['map'], choose: MergeFlags['choose']): MergeOptions {
  const read = mergeOptionsSchema.safeParse({ source: otherLab(other), classes, choices: choose });
  if (read.success) return read.data;
  throw new InvalidArgumentError('A choice is one of: apart, same, ours, theirs.');
}
