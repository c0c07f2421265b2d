/** Brightness as people see it, of red, green and blue on one scale (ITU-R BT.601). */
export function rgbLuma(red: number, green: number, blue: number): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}
