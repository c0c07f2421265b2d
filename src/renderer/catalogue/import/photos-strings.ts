import { plural } from '../../lib/plural.ts';

/** Sentences about photos on their way into the catalogue. */
export const photosStrings = {
  dropTitle: 'Drop photos',
  dropOnSample: (number: string): string => `Angles of ${number}`,
  dropOnSampleHint: 'All of them show this one sample.',
  dropOnSurvey: (survey: string): string => `New samples in ${survey}`,
  dropOnSurveyHint: 'Each of them shows a sample of its own.',
  noFiles: 'There was no photo file in what was dropped. Drop JPEG, PNG, TIFF, WebP or BMP files.',
  chooseSample: 'Choose the sample that the photo is of, then paste again.',
  leftOut: (file: string, reason: string): string => `${file} was left out: ${reason}.`,
  knownAlready: 'This photo is in the lab already.',
  pasted: (number: string): string => `1 photo added to ${number}.`,
  watch: 'Watch a folder…',
  watchTitle: 'Choose the folder into which your microscope saves',
  watching: 'Watched folder',
  watchingFor: (folder: string, number: string | undefined): string =>
    number === undefined
      ? `Watching ${folder}: choose a sample.`
      : `Photos saved in ${folder} go to ${number}.`,
  watched: (photos: number): string => `${plural(photos, 'photo')} so far`,
  stopWatching: 'Stop watching',
  profile: 'Scale of new photos',
  noProfile: 'not known',
  profileOption: (name: string, umPerPixel: number): string => `${name} (${umPerPixel.toPrecision(3)} µm/px)`,
  applyProfile: 'Give it to what is selected',
  profileName: 'Keep this scale as',
  profileNameHint: '4× objective',
  saveProfile: 'Save profile',
  renameProfile: 'Rename profile',
  profileNewName: 'New name of the profile',
  removeProfile: 'Remove profile',
  profileRemoved: (name: string): string =>
    `${name} is no profile any more; photos keep the scale that they have. New photos get none.`,
  profileSaved: (name: string): string => `${name} is a profile now; new photos get its scale.`,
} as const;
