/**
 * How numbers and dates are written for people: as their system does it; the sentences around them are English. What other
 * programs read (CSV, JSON, file names) is not written so. A program says once, as it starts, whose system it is; until then
 * numbers are English ones and dates ISO's, which nobody reads otherwise.
 */
let locale: string | undefined;
const numbers = new Map<string, Intl.NumberFormat>();

/** @param tag as a system names it, `de-AT`; one that is none, such as `C`, leaves things as they are. */
export function writeAs(tag: string): void {
  try {
    // Without variants and extensions: POSIX's own way to write numbers leaves the thousands together.
    const { language, script, region } = new Intl.Locale(tag);
    locale = [language, script, region].filter((part) => part !== undefined).join('-');
  } catch {
    return;
  }
  numbers.clear();
}

/** `1,204`, `1.204`, `1 204`; after the comma as many digits as are asked for. */
export function numberText(value: number, options: Intl.NumberFormatOptions = {}): string {
  const key = JSON.stringify(options);
  const format = numbers.get(key) ?? new Intl.NumberFormat(locale ?? 'en', options);
  numbers.set(key, format);
  return format.format(value);
}

/** `89.2`, `89,2`: always with so many digits after the comma. */
export function fixedText(value: number, digits: number): string {
  return numberText(value, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** Local date and time: `2 Aug 2026, 14:05`. @param iso a time as the lab stores it; what is none comes back as it is. */
export function dateTimeText(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  // Swedish writes local dates and times the ISO way.
  return locale === undefined
    ? at.toLocaleString('sv-SE', { dateStyle: 'short', timeStyle: 'short' })
    : at.toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' });
}

/** `2 Aug 2026`. @param date `2026-08-02`, as the lab stores a day; what is none comes back as it is. */
export function dateText(date: string): string {
  return locale === undefined || !/^\d{4}-\d\d-\d\d$/.test(date)
    ? date
    : new Date(`${date}T12:00:00`).toLocaleDateString(locale, { dateStyle: 'medium' });
}

/** Local clock time, `14:05`. */
export function clockText(at: Date): string {
  return at.toLocaleTimeString(locale ?? 'en-GB', { hour: '2-digit', minute: '2-digit' });
}
