/**
 * What the page may load and run: nothing from elsewhere, ever; photos by their own protocol. Inline styles are Svelte's
 * transitions and Plot's charts. It stands in the page itself, by the build, and is said once more by the shell with every
 * answer; both are this value.
 */
export const contentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' photo: data: blob:",
  "media-src 'self' blob: mediastream:",
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** What a report or a sheet may load and run, wherever it is opened: what it brings along, and no script. */
export const documentPolicy = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  'font-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');
