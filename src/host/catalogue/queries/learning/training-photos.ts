import type { TrainingItem } from '#shared/learning/plan.ts';
import { all } from '../../database.ts';
import type { Lab } from '../../lab.ts';
import { photoPath } from '../../photo-store.ts';

/** Some photos of the lab, as far as their pixels go: what a computer's speed is measured with. */
export function somePhotos(lab: Lab, count: number): Pick<TrainingItem, 'photo' | 'path' | 'rotation'>[] {
  return all<{ photo: string; extension: string; rotation: TrainingItem['rotation'] }>(
    lab.db,
    'SELECT hash AS photo, extension, rotation_degrees AS rotation FROM photos WHERE deleted_at IS NULL ORDER BY id LIMIT @count',
    { count },
  ).map(({ photo, extension, rotation }) => ({
    photo,
    path: photoPath(lab, { hash: photo, extension }),
    rotation,
  }));
}
