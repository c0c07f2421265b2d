import { StrandlineError } from '#shared/errors.ts';
import type { ModelClass, TrainingItem } from '#shared/learning/plan.ts';
import { countsAs } from '#shared/learning/split/selection.ts';
import type { Lab } from '../../lab.ts';
import { selectionOf } from '../../splits.ts';
import { labsOfSamples } from '../origins.ts';
import { photoFiles } from '../samples/photo-files.ts';
import { classNames } from '../samples/selection.ts';

/**
 * What a split gives a run to learn from: its labelled photos, and the classes they count as in order of their ids.
 * Labels are read now, so a sample that was relabelled since the split was drawn counts as what it is; one whose class the
 * split leaves out is left out.
 *
 * @throws StrandlineError `not-found` for a split without samples.
 */
export function trainingSet(lab: Lab, split: number): { classes: ModelClass[]; items: TrainingItem[] } {
  const selection = selectionOf(lab.db, split);
  const rows = photoFiles(lab, { split }).flatMap(({ classId: label, side, ...photo }) => {
    const classId = label === null ? undefined : countsAs(selection, label);
    return classId === undefined || side === null ? [] : [{ ...photo, classId, side }];
  });
  if (rows.length === 0) {
    throw new StrandlineError(
      'not-enough-data',
      `Split ${split} has no labelled photos: import some and split again.`,
    );
  }
  const labs = labsOfSamples(lab.db);
  const names = classNames(lab.db);
  const ids = [...new Set(rows.map(({ classId }) => classId))].sort((a, b) => a - b);
  const classes = ids.map((id) => ({ id, name: names.get(id) ?? String(id) }));
  const indexOf = new Map(classes.map(({ id }, index) => [id, index]));
  const items = rows.map(({ classId, ...item }) => {
    const from = labs.get(item.sample);
    return { ...item, classIndex: indexOf.get(classId) ?? 0, ...(from !== undefined && { lab: from }) };
  });
  return { classes, items };
}
