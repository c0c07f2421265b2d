import type { Grouping } from '#shared/imports/grouping.ts';

/** A pause between photos that most hands keep to, where none was found. */
const usualPause = 60;
const longestPause = 86_400;
const mostPhotos = 1000;

/** The grouping that a key asks for: a digit for so many photos, a letter for a way. */
export function nextGrouping(key: string, now: Grouping): Grouping | undefined {
  if (/^[1-9]$/.test(key)) return { by: 'count', photos: Number(key) };
  switch (key.toLowerCase()) {
    case 'n':
      return { by: 'name', pattern: null };
    case 'g':
      return { by: 'gap', seconds: now.by === 'gap' ? now.seconds : usualPause };
    case 'e':
      return { by: 'each' };
    default:
      return undefined;
  }
}

/** More or fewer photos, a longer or shorter pause; undefined where there is nothing of the kind. */
export function withMore(now: Grouping, sign: '+' | '-'): Grouping | undefined {
  if (now.by === 'count') {
    const photos = now.photos + (sign === '+' ? 1 : -1);
    return { by: 'count', photos: Math.min(mostPhotos, Math.max(1, photos)) };
  }
  if (now.by !== 'gap') return undefined;
  const seconds = sign === '+' ? Math.ceil(now.seconds * 1.5) : Math.floor(now.seconds / 1.5);
  return { by: 'gap', seconds: Math.min(longestPause, Math.max(1, seconds)) };
}
