import { StrandlineError } from '#shared/errors.ts';
import type { ModelClass, Side, TrainingItem } from '#shared/learning/plan.ts';
import { all } from '../database.ts';
import type { Lab } from '../lab.ts';
import { photoPath } from '../photo-store.ts';

interface Row {
  photo: string;
  extension: string;
  rotation: TrainingItem['rotation'];
  sample: number;
  classId: number;
  className: string;
  side: Side;
}

/**
 * What a split gives a run to learn from: its labelled photos, and the classes they belong to in order of their ids.
 * Labels are read now, so a sample that was relabelled since the split was drawn counts as what it is.
 *
 * @throws StrandlineError `not-found` for a split without samples.
 */
export function trainingSet(lab: Lab, split: number): { classes: ModelClass[]; items: TrainingItem[] } {
  const rows = all<Row>(
    lab.db,
    `SELECT photos.hash AS photo, photos.extension, photos.rotation, samples.id AS sample, classes.id AS classId,
       classes.name AS className, split_samples.side
     FROM split_samples JOIN samples ON samples.id = split_samples.sample_id
     JOIN classes ON classes.id = samples.class_id JOIN photos ON photos.sample_id = samples.id
     WHERE split_samples.split_id = @split AND photos.deleted_at IS NULL ORDER BY samples.id, photos.angle`,
    { split },
  );
  if (rows.length === 0) {
    throw new StrandlineError(
      'not-enough-data',
      `Split ${split} has no labelled photos: import some and split again.`,
    );
  }
  const names = new Map(rows.map(({ classId, className }) => [classId, className]));
  const classes = [...names].map(([id, name]) => ({ id, name })).sort((a, b) => a.id - b.id);
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
