import type { PhotoId, SampleId } from '#shared/domain/ids.ts';

/** Ids as a test writes them. */
export const sampleIdOf = (id: number): SampleId => id as SampleId;
export const photoIdOf = (id: number): PhotoId => id as PhotoId;

/** Takes the place of an id that a test knows to be there. */
export const noId = 0 as SampleId & PhotoId;
