/** Name endings of the photos that can be read. What a file is, is decided by its content. */
export const photoExtensions: readonly string[] = [
  'jpg',
  'jpeg',
  // Other names of JPEG: what Windows and browsers save.
  'jfif',
  'jpe',
  'jif',
  'jfi',
  'pjpeg',
  'pjp',
  'png',
  'tif',
  'tiff',
  'webp',
  // What phones and some cameras save.
  'heic',
  'heif',
  'hif',
  'avif',
  'bmp',
  'dib',
];
