/** Name endings of the photos that can be read. What a file is, is decided by its content. */
export const photoExtensions: readonly string[] = ['jpg', 'jpeg', 'png', 'tif', 'tiff', 'webp', 'bmp'];
