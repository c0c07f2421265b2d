import { StrandlineError } from '#shared/errors.ts';
import type { ModelClass, Side, TrainingItem } from '#shared/learning/plan.ts';
import { countsAs } from '#shared/learning/split/selection.ts';
import { all } from '../../database.ts';
import type { Lab } from '../../lab.ts';
import { photoPath } from '../../photo-store.ts';
import { selectionOf } from '../../splits.ts';
import { classNames } from '../samples/selection.ts';

interface Row {
  photo: string;
  extension: string;
  rotation: TrainingItem['rotation'];
  sample: number;
  classId: number;
  side: Side;
}

/**
 * What a split gives a run to learn from: its labelled photos, and the classes they count as in order of their ids.
 * Labels are read now, so a sample that was relabelled since the split was drawn counts as what it is; one whose class the
 * split leaves out is left out.
 *
 * @throws StrandlineError `not-found` for a split without samples.
 */
export function trainingSet(lab: Lab, split: number): { classes: ModelClass[]; items: TrainingItem[] } {
  const selection = selectionOf(lab.db, split);
  const labelled = all<Row>(
    lab.db,
    `SELECT photos.hash AS photo, photos.extension, photos.rotation_degrees AS rotation, samples.id AS sample, samples.class_id AS classId,
       split_samples.side
     FROM split_samples JOIN samples ON samples.id = split_samples.sample_id
     JOIN photos ON photos.sample_id = samples.id
     WHERE split_samples.split_id = @split AND samples.class_id IS NOT NULL AND photos.deleted_at IS NULL ORDER BY samples.id, photos.angle`,
    { split },
  );
  const rows = labelled.flatMap((row) => {
    const classId = countsAs(selection, row.classId);
    return classId === undefined ? [] : [{ ...row, classId }];
  });
  if (rows.length === 0) {
    throw new StrandlineError(
      'not-enough-data',
      `Split ${split} has no labelled photos: import some and split again.`,
    );
  }
  const names = classNames(lab.db);
  const ids = [...new Set(rows.map(({ classId }) => classId))].sort((a, b) => a - b);
  const classes = ids.map((id) => ({ id, name: names.get(id) ?? String(id) }));
  const indexOf = new Map(classes.map(({ id }, index) => [id, index]));
  const items = rows.map(({ photo, extension, rotation, sample, classId, side }) => ({
    photo,
    path: photoPath(lab, { hash: photo, extension }),
    rotation,
    sample,
    side,
    classIndex: indexOf.get(classId) ?? 0,
  }));
  return { classes, items };
}
