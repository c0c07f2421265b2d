/** Address of a stored photo in one of its sizes; the shell answers the scheme. */
export function photoUrl(hash: string, size: 'thumb' | 'preview' | 'original'): string {
  return `photo://${hash}/${size}`;
}
