/** Stands in for the window's own: browsers do not know the shell's `photo://`. */
export function photoUrl(hash: string, size: string): string {
  return `/preview-photo/${hash}/${size}`;
}
