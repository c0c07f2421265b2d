import { type Command, Option } from 'commander';
import {
  type FindingSettings,
  type LeftOut,
  defaultFindingSettings,
  defaultSmallest,
  findingSettingsSchema,
  leftOutReasons,
} from '#shared/domain/finding.ts';
import { type Answer, type CommandContext, type Run, labCommand, onLab } from '../command.ts';
import { chosenTrays, withTrays } from '../chosen-trays.ts';
import { numberOption } from '../options.ts';
import { shownJob } from '../shown-job.ts';

const { threshold, polarity } = findingSettingsSchema.shape;

interface FindFlags extends Omit<FindingSettings, 'smallest'> {
  readonly smallest?: number;
  readonly detector?: string;
}

/** `tray find`: proposes what stands out from the ground of trays, and says what it left out. */
export function addFindCommand(tray: Command, run: Run): void {
  const { offset } = defaultFindingSettings;
  withTrays(
    labCommand(
      tray,
      'find',
      'propose what stands out from the ground, or what a detector finds, in place of proposals that nobody decided on',
    ),
  )
    .addOption(
      new Option('--threshold <family>', 'how the threshold is chosen')
        .choices(threshold.options)
        .default(defaultFindingSettings.threshold),
    )
    .option('--offset <share>', 'moves it: 0.5 is half more and finds less', numberOption, offset)
    .addOption(
      new Option('--polarity <side>', 'than the ground')
        .choices(polarity.options)
        .default(defaultFindingSettings.polarity),
    )
    .option(
      '--smallest <size>',
      'in µm where a tray has a scale, else in pixels (default: about 12 pixels of its picture)',
      numberOption,
    )
    .option('--detector <name>', 'find by a detector of the lab instead, by its name or id')
    .option('--no-flatten', "leave the ground's own shading in")
    .option('--no-split', 'leave touching things together')
    .action(onLab(run, findInTrays));
}

async function findInTrays(
  context: CommandContext,
  asked: number[] | undefined,
  flags: FindFlags,
): Promise<Answer> {
  const { api, say } = context;
  const { threshold, offset, polarity, smallest, flatten, split, detector } = flags;
  const listed = await api.trays.list({});
  const found = [];
  for (const tray of await chosenTrays(context, asked)) {
    const scale = listed.find(({ id }) => id === tray)?.scale ?? null;
    const settings = {
      ...{ threshold, offset, polarity, flatten, split },
      smallest: smallest ?? defaultSmallest(scale),
    };
    const byDetector =
      detector === undefined
        ? undefined
        : await shownJob(context, 'find-by-detector', () => api.trays.findByDetector({ tray, detector }));
    const { proposed, leftOut } = byDetector ?? (await api.trays.find({ tray, settings }));
    const { tray: after, detections } = await api.trays.get({ tray });
    if (byDetector?.unseenGround === true)
      say(`${after.number}: the detector has never seen such a ground; its count is not to be trusted.`);
    if (byDetector !== undefined && byDetector.ellipses > 0)
      say(`${after.number}: ${byDetector.ellipses} outlines are the ellipse of a box: no edge shows there.`);
    const touching = detections.filter((one) => one.state === 'proposed' && one.touching).length;
    found.push({
      tray,
      number: after.number,
      proposed,
      touching,
      leftOut: countsOf(leftOut),
      listed: leftOut,
      ...(byDetector !== undefined && { unseenGround: byDetector.unseenGround }),
    });
  }
  const lines = found.map(
    ({ number, proposed, leftOut }) => `${number}  ${proposed} proposed; left out: ${leftOutText(leftOut)}`,
  );
  return [found, lines.join('\n')];
}

type Counts = Partial<Record<LeftOut['reason'], number>>;

function countsOf(leftOut: readonly LeftOut[]): Counts {
  const counts: Counts = {};
  for (const { reason } of leftOut) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

const reasons: Readonly<Record<LeftOut['reason'], string>> = {
  small: 'too small',
  edge: 'at the edge',
  outside: 'outside of the counted region',
  large: 'too large',
};

function leftOutText(counts: Counts): string {
  const said = leftOutReasons.flatMap((reason) =>
    counts[reason] === undefined ? [] : `${counts[reason]} ${reasons[reason]}`,
  );
  return said.length === 0 ? 'nothing' : said.join(', ');
}
