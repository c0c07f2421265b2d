import { authorNow } from '#host/catalogue/author.ts';
import { addPhotos } from '#host/catalogue/import/add-photos.ts';
import { editTopics } from '#shared/domain/history.ts';
import { jobKind } from '../job-kind.ts';

export const addPhotosJob = jobKind('add-photos', {
  changes: editTopics['add-photos'][0],
  title: (_lab, { files }) => `${files.length} photos added`,
  run: (args, work) => addPhotos(work.lab, authorNow(work.lab.db), args, work),
});
