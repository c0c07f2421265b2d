import { type PhotoStatistics, photoStatistics, statisticsSide } from '#shared/camera/statistics.ts';
import { type Pixels, squared, squaredPixels } from './preprocess.ts';

/** What a photo is like, for comparing cameras and light. @param page of its file, from 0. @throws StrandlineError `photo-unreadable`. */
export async function measurePhoto(bytes: Uint8Array, page?: number): Promise<PhotoStatistics> {
  // How a photo is turned changes none of the figures.
  return photoStatistics(await squared({ bytes, rotation: 0, page }, statisticsSide));
}

/** The same of pixels that are in memory already, such as a camera's frame. */
export async function measurePixels(pixels: Pixels): Promise<PhotoStatistics> {
  return photoStatistics(await squaredPixels(pixels, statisticsSide));
}
