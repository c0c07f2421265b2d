import { dateTimeText, fixedText, numberText } from '#shared/written.ts';
import type { RunRow } from '#shared/contract/topics/learning.ts';
import type { HeldOutSide } from '#shared/learning/prediction/run-predictions.ts';
import { triedText } from '#shared/learning/place.ts';
import { takenRecipe } from '#shared/learning/head-setting.ts';
import { chosenText, triedSettingTexts } from '#shared/learning/head-setting-text.ts';
import { reliabilityOf } from '#shared/learning/figures/reliability.ts';
import { type EpochMeasure, sideCurves } from '#shared/plots/epochs.ts';
import { reliabilityPlot } from '#shared/plots/reliability.ts';
import { surenessText } from '#shared/learning/prediction/sureness-text.ts';
import { expectationText } from '#shared/learning/figures/expectation-text.ts';
import { percentText, validationText } from '#shared/learning/figures/figure-text.ts';
import { type Lab, labName } from '#host/catalogue/lab.ts';
import type { FinishedRun } from '#host/runs/finished-runs.ts';
import { studyOfRun } from '#host/catalogue/queries/learning/studies.ts';
import { readStoredPlan } from '#host/runs/stored-plan.ts';
import { classTable, confusion, headline, recipeFacts, splitTable } from './figures.ts';
import { worstMistakes } from './mistakes.ts';
import { Page, type PageNode } from './page.ts';

/** Of two plots beside each other. */
const half = { width: 380, height: 260 };

/**
 * A run as one page: test figures first, never the training accuracy as a figure.
 *
 * @param at when the report is made, ISO.
 */
export async function runReport(
  lab: Lab,
  { run, result, figures }: FinishedRun,
  at: string,
): Promise<string> {
  const page = new Page(`Run ${run.id}: ${run.name}`);
  const classes = run.classes.map(({ name }) => name);
  const side: HeldOutSide = figures.evaluation('test', 'sample') === null ? 'val' : 'test';
  const [sample, photo] = [figures.evaluation(side, 'sample'), figures.evaluation(side, 'photo')];
  page.add(
    page.el('h1', {}, run.name),
    page.p(
      `Run ${run.id} of the lab “${labName(lab)}”, ${run.recipe.strategy} on ${run.recipe.backbone}, begun ${dateTimeText(run.startedAt)}`,
      'quiet',
    ),
  );
  if (sample === null || photo === null) {
    page.section(
      'Test figures',
      page.p('The split has neither a test nor a validation side: nothing was judged.'),
    );
  } else {
    if (side === 'val')
      page.add(
        page.p(
          'This split has no test side. These figures are of validation samples, which the best epoch was chosen by: they are too good.',
          'warning',
        ),
      );
    const name = side === 'test' ? 'Test' : 'Validation';
    const expected = side === 'test' ? expectationText(sample) : undefined;
    if (expected !== undefined) page.add(page.p(expected, 'answer'));
    page.section(
      `${name} figures`,
      headline(page, { sample, photo }),
      page.p(
        'In brackets the 95 % interval, by a bootstrap over samples, and how many were judged. No sample has photos on two sides of the split.',
        'quiet',
      ),
    );
    page.section(`Confusion by sample`, confusion(page, sample, classes));
    page.section('By class', classTable(page, figures.perClass(side, 'sample'), classes));
    const { ece, bins } = reliabilityOf([...figures.labelled(side, 'photo')], result.temperature);
    const { epochs } = run;
    const curves = (name: string, measure: EpochMeasure): PageNode =>
      page.figure(
        `${name} by epoch`,
        `${name} by epoch, ${epochs.length} epochs`,
        sideCurves({
          epochs,
          measure,
          planned: epochs.length,
          isClose: true,
        }),
        half,
      );
    page.section(
      'Curves',
      page.el(
        'div',
        { class: 'plots' },
        curves('Loss', 'loss'),
        curves('Accuracy', 'acc'),
        page.figure(
          'How often photos were judged rightly, by confidence; below, how many',
          `Reliability: calibration error ${percentText(ece.after)} %`,
          reliabilityPlot({ bins }, { axis: 'confidence' }),
          half,
        ),
      ),
      page.p(
        `Expected calibration error ${percentText(ece.after)} % after dividing logits by the temperature ${fixedText(result.temperature, 2)}, ${percentText(ece.before)} % before. On the dashed line a confidence means what it says.`,
        'quiet',
      ),
    );
    page.section('Worst mistakes', await worstMistakes(page, lab, figures.labelled(side, 'sample'), classes));
  }
  const study = studyOfRun(lab.db, run.id);
  if (study === undefined) {
    const { items } = readStoredPlan(lab, { run: run.id });
    page.section('Split', splitTable(page, items, classes));
  } else {
    page.section('Split', page.p(`This run is part of study ${study}, which says what it was trained on.`));
  }
  page.section('Environment', page.facts(environment(run, result)));
  const { chosen } = result;
  page.section(
    'Recipe',
    ...(chosen === undefined
      ? []
      : [chosenText(chosen), ...triedSettingTexts(chosen)].map((line) => page.p(line))),
    page.facts(recipeFacts({ ...takenRecipe({ recipe: run.recipe, result }) })),
  );
  return page.html(at);
}

function environment(
  { split, endedAt }: RunRow,
  result: FinishedRun['result'],
): (readonly [string, string])[] {
  const { best, threshold, sureness, temperature, seconds, device, engine, photosPerSecond, epochs } = result;
  const { tried, batchSize } = result;
  const { environment: computer } = result;
  const validated = validationText(result);
  const bestVal = validated === undefined ? '' : ` (validation ${validated})`;
  return [
    ['Best epoch', `${best.epoch} of ${epochs.length}${bestVal}`],
    ['Unsure below', `a sureness of ${percentText(threshold)} %`],
    ...(sureness ? [['Sureness was set by', surenessText(sureness)] as const] : []),
    ['Temperature', fixedText(temperature, 2)],
    ['Device', `${device}, ${engine}`],
    ...(tried === undefined || tried.length === 0
      ? []
      : [['Devices tried', tried.map(triedText).join('; ')] as const]),
    ...(batchSize === undefined ? [] : [['Photos in a step', String(batchSize)] as const]),
    ['Took', `${numberText(Math.round(seconds.total))} s`],
    ['Speed', `${fixedText(photosPerSecond, 1)} photos/s`],
    ['Processor', `${computer.processor}, ${computer.threads} threads`],
    ['Memory', `${computer.memoryGiB} GiB`],
    ['System', computer.system],
    [
      'Software',
      `Strandline ${computer.strandline}, onnxruntime ${computer.onnxruntime}, Node ${computer.node}`,
    ],
    ['Split', String(split)],
    ...(endedAt === null ? [] : [['Ended', dateTimeText(endedAt)] as const]),
  ];
}
