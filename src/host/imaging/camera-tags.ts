import readExif, { type Exif } from 'exif-reader';

/** What a camera wrote beside the pixels. */
export interface CameraTags {
  /** When the photo was taken, as ISO local time without zone: EXIF times have none, and inventing one would be a lie. */
  readonly takenAt: string | null;
  /** A time that cannot be, as it is written there; `takenAt` is null then. */
  readonly impossibleTime: string | null;
  /** Decimal degrees, WGS 84; both or neither. */
  readonly latitude: number | null;
  readonly longitude: number | null;
}

const nothing: CameraTags = { takenAt: null, impossibleTime: null, latitude: null, longitude: null };

/**
 * Reads a block of EXIF. Damaged EXIF is common and no reason to refuse a photo: it says nothing.
 *
 * @param now what a clock in the future is measured by.
 */
export function cameraTags(exif: Buffer | undefined, now = new Date()): CameraTags {
  if (exif === undefined) return nothing;
  try {
    const read = readExif(exif);
    return { ...nothing, ...timeOf(read, exif, now), ...placeOf(read) };
  } catch {
    return nothing;
  }
}

const day = 24 * 60 * 60 * 1000;
/** EXIF is of 1995. What is older is a clock that was never set: systems begin to count in 1904, 1970 or 1980. */
const earliest = Date.UTC(1990, 0, 1);

function timeOf(
  { Photo, Image }: Exif,
  exif: Buffer,
  now: Date,
): Partial<Pick<CameraTags, 'takenAt' | 'impossibleTime'>> {
  const time: unknown = Photo?.DateTimeOriginal ?? Photo?.DateTimeDigitized ?? Image?.DateTime;
  if (!(time instanceof Date) || Number.isNaN(time.getTime())) return {};
  const iso = time.toISOString().slice(0, 19);
  // The reader rolls a day that is none over to one that is (30 February, all zeros): its text is not in the bytes then.
  const isWritten = exif.includes(iso.replaceAll('-', ':').replace('T', ' '));
  return isWritten && isPossible(time, now) ? { takenAt: iso } : { impossibleTime: writtenAs(time, exif) };
}

/** A camera's clock may run in a zone that is ahead of ours. */
function isPossible(time: Date, now: Date): boolean {
  return time.getTime() >= earliest && time.getTime() <= now.getTime() + day;
}

/** The same of a time that a program wrote as ISO 8601. @returns nothing where it is no such text. */
export function checkedTime(
  text: string,
  now = new Date(),
): Partial<Pick<CameraTags, 'takenAt' | 'impossibleTime'>> {
  const [iso] = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.exec(text) ?? [];
  if (iso === undefined) return {};
  const time = new Date(`${iso}Z`);
  // A 30 February is rolled over, a 13th month is no date at all.
  const isDate = !Number.isNaN(time.getTime()) && time.toISOString().startsWith(iso);
  return isDate && isPossible(time, now)
    ? { takenAt: iso, impossibleTime: null }
    : { takenAt: null, impossibleTime: iso.slice(0, 10) };
}

/** The text that the reader made this time of. */
function writtenAs(time: Date, exif: Buffer): string {
  const texts = exif.toString('latin1').matchAll(/(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)/g);
  for (const [text, ...parts] of texts) {
    const [year = 0, month = 0, date = 0, hour = 0, minute = 0, second = 0] = parts.map(Number);
    if (Date.UTC(year, month - 1, date, hour, minute, second) === time.getTime())
      return text.slice(0, 10).replaceAll(':', '-');
  }
  return time.toISOString().slice(0, 10);
}

function placeOf({ GPSInfo }: Exif): Partial<Pick<CameraTags, 'latitude' | 'longitude'>> {
  // "V": the receiver had no fix.
  if (GPSInfo === undefined || GPSInfo.GPSStatus?.startsWith('V')) return {};
  const latitude = degrees(GPSInfo.GPSLatitude, GPSInfo.GPSLatitudeRef, 90);
  const longitude = degrees(GPSInfo.GPSLongitude, GPSInfo.GPSLongitudeRef, 180);
  if (latitude === undefined || longitude === undefined) return {};
  // Receivers without a fix write zeros; no beach is at 0, 0.
  return latitude === 0 && longitude === 0 ? {} : { latitude, longitude };
}

/** @param parts degrees, minutes, seconds. @returns undefined where they are no angle up to `most`. */
function degrees(parts: unknown, reference: unknown, most: number): number | undefined {
  if (!Array.isArray(parts) || typeof reference !== 'string') return undefined;
  const [whole, minutes = 0, seconds = 0] = parts.map(Number);
  if (whole === undefined) return undefined;
  const angle = whole + minutes / 60 + seconds / 3600;
  if (!(angle >= 0 && angle <= most)) return undefined;
  return /^[SW]/i.test(reference) ? -angle : angle;
}
