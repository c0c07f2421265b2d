import { type InferenceSession, Tensor } from 'onnxruntime-node';

/** Prepared photos one after another in memory, as a network takes them: [photos, 3, side, side]. */
export function packed(photos: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const length = photos[0]?.length ?? 0;
  const images = new Float32Array(photos.length * length);
  photos.forEach((photo, index) => images.set(photo, index * length));
  return images;
}

/**
 * What a network says of photos.
 *
 * @param images [n, 3, imageSize, imageSize].
 * @param output name of an output [n, c].
 * @returns one row of c numbers per photo.
 */
export async function runOnPhotos(
  session: InferenceSession,
  images: Float32Array,
  imageSize: number,
  output: string,
): Promise<Float32Array[]> {
  const photos = images.length / (3 * imageSize * imageSize);
  const [input = 'input'] = session.inputNames;
  const feeds = { [input]: new Tensor(images, [photos, 3, imageSize, imageSize]) };
  const values = (await session.run(feeds, [output]))[output]?.data;
  if (!(values instanceof Float32Array)) throw new TypeError(`the network gave no ${output}`);
  return rowsOf(values, photos);
}

/** The rows of a matrix that is stored row by row; copies. */
export function rowsOf(matrix: Float32Array, rows: number): Float32Array[] {
  const size = matrix.length / rows;
  return Array.from({ length: rows }, (_, row) => matrix.slice(row * size, (row + 1) * size));
}
