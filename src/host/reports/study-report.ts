import { dateTimeText, fixedText, numberText } from '#shared/written.ts';
import { resolveRecipe } from '#shared/learning/recipe.ts';
import { percentText, shareText } from '#shared/learning/figures/figure-text.ts';
import { endedText } from '#shared/studies/sentence.ts';
import type { Accuracy, Study, StudyRequest, Summary } from '#shared/studies/study.ts';
import { type Lab, labName } from '#host/catalogue/lab.ts';
import { readStoredPlan } from '#host/runs/stored-plan.ts';
import { recipeFacts, splitTable } from './figures.ts';
import { Page } from './page.ts';
import { studyAxis, studyPlot } from '#shared/plots/study.ts';

/** A study as one page: its sentence, its plot, its figures. @param at when the report is made, ISO. */
export function studyReport(lab: Lab, study: Study, request: StudyRequest, at: string): string {
  const page = new Page(`Study ${study.study}: ${study.name}`);
  const axis = studyAxis(study);
  page.add(
    page.p(
      `Study ${study.study} of the lab “${labName(lab)}”, begun ${dateTimeText(study.createdAt)}: ${study.name}`,
      'quiet',
    ),
    page.el('h1', { class: 'sentence' }, study.sentence),
  );
  if (study.points.length < study.runs)
    page.add(page.p(`${endedText(study)} have ended; more may change what is said here.`, 'warning'));
  if (study.summary.length > 0) {
    page.section(
      `Test accuracy by ${study.measure}`,
      page.figure(
        `Means with their 95 % intervals over repeats and samples; small rings are single runs${study.projection === null ? '' : ', the dashed line is a fitted curve with its band, to four times what there is'}`,
        `Test accuracy by ${study.measure} against ${axis.toLowerCase()}; the table has the numbers`,
        studyPlot(study),
        { width: 790, height: 330 },
      ),
      ...[...study.remarks, ...fitText(study)].map((text) => page.p(text)),
      page.table(
        [axis, 'Trained on', 'By sample', 'By photo', ...baselineColumn(study), 'Repeats'],
        study.summary.map((position) => [
          String(position.x),
          trainedOn(study, position.x),
          accuracyOf(position.network.sample, position.tested.samples),
          accuracyOf(position.network.photo, position.tested.photos),
          ...baselineCell(study, position),
          position.repeats,
        ]),
      ),
    );
    page.section(
      'Runs',
      page.table(
        [axis, 'Seed', 'Run', 'Trained on', 'By sample', 'By photo'],
        study.points.map(({ x, seed, run, trained, sample, photo }) => {
          const tested = study.summary.find((position) => position.x === x)?.tested;
          return [
            String(x),
            seed,
            run,
            trainedText(trained),
            accuracyOf(sample, tested?.samples ?? 0),
            accuracyOf(photo, tested?.photos ?? 0),
          ];
        }),
      ),
    );
  }
  const { classes, items } = readStoredPlan(lab, { study: study.study });
  const untested = classes.filter(
    (_, index) => !items.some(({ side, classIndex }) => side === 'test' && classIndex === index),
  );
  if (untested.length > 0)
    page.add(
      page.p(
        `No test sample is of the class ${untested.map(({ name }) => name).join(', ')}: the figures say nothing about it.`,
        'warning',
      ),
    );
  page.section(
    'Split',
    splitTable(
      page,
      items,
      classes.map(({ name }) => name),
    ),
  );
  if (study.vary !== 'bench-angles') {
    // Every run has a seed of its own, which the table of runs tells.
    const recipe = Object.entries(resolveRecipe(request.recipe)).filter(([field]) => field !== 'seed');
    page.section('Recipe of every run', page.facts(recipeFacts(Object.fromEntries(recipe))));
  }
  return page.html(at);
}

function accuracyOf({ accuracy, ci95 }: Accuracy, n: number): string {
  return shareText(accuracy, ci95, n);
}

/** Hand features, where the study trained any. */
function baselineColumn({ summary }: Study): string[] {
  return summary.some(({ baseline }) => baseline !== null) ? ['Colour, size and texture alone'] : [];
}

function baselineCell(study: Study, { baseline, tested }: Summary): string[] {
  const { measure } = study;
  const n = measure === 'sample' ? tested.samples : tested.photos;
  const cell = baseline === null ? '–' : accuracyOf(baseline[measure], n);
  return baselineColumn(study).map(() => cell);
}

function fitText({ projection, measure }: Study): string[] {
  if (projection === null) return [];
  const { asymptote, scale, exponent, rmse } = projection[measure].fit;
  return [
    `Curve by ${measure}: ${fixedText(asymptote, 3)} − ${fixedText(scale, 3)} · x^−${fixedText(exponent, 2)} (root mean square error ${percentText(rmse)} points).`,
  ];
}

function trainedOn({ points }: Study, x: Study['points'][number]['x']): string {
  const trained = points.find((point) => point.x === x)?.trained;
  return trained === undefined ? '' : trainedText(trained);
}

function trainedText({ photos, samples }: Study['points'][number]['trained']): string {
  return `${numberText(photos)} photos of ${numberText(samples)} samples`;
}
