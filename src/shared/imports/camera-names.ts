/**
 * Names that cameras, phones and microscopes' programs give by themselves. The letters before the digits are those of the
 * DCF standard (CIPA DC-009: four characters and four digits) and of the makers' own counters.
 */
const counters =
  /^(?:_?img|_mg|_?dsc[nfc]?|_?imgp?|mvimg|imgp|cimg|kimg|dcp|sany|gopr|g[hpx]\d{2}|dji|pict?|mov|vid|rimg|hpim|photo|image|picture|bild|foto|imagen|default|capture|snap|snapshot|frame|untitled|scan)[ _-]?\d{3,8}$/;
/** Short counters behind words that mean no more than "picture". */
const words =
  /^(?:image|picture|photo|bild|foto|imagen|img|pic|capture|snap|snapshot|frame|untitled|unbenannt|default|new|neu|scan)[ _-]*(?:\(\d{1,4}\)|\d{0,4})$/;
/** Olympus and Panasonic: `P`, the month (1 to 9, A to C), the day, four digits. */
const monthAndDay = /^p[1-9a-c][0-3]\d{5}$/;
/** Ricoh, Samsung. */
const ricoh = /^(?:r\d{7}|sam_\d{4})$/;
/** Kodak and Canon: the folder's number and the photo's. */
const folderAndPhoto = /^\d{3}[_-]\d{4}$/;
/** A day with or without a time, as phones, Windows' camera and cloud folders write it, and what comes behind. */
const dated =
  /^(?:[a-z]{2,12}[ _-]?){0,2}(?:19|20)\d{2}[-_.]?(?:0[1-9]|1[0-2])[-_.]?(?:0[1-9]|[12]\d|3[01])(?:(?:[ _.t-]|at)+(?:wa)?\d[\d_.h-]*(?: ?[ap]m)?|\d*)(?:[ _.~-](?:pro|mp|hdr|burst\d*|cover|portrait|night|edit(?:ed)?|\d{1,3}|\(\d+\)))*$/;
const messengers = /^(?:fb_img_|received_|signal-|screenshot|whatsapp (?:image|bild)|telegram)/;
/** A counter alone that is too long for anybody to have written it, or a digest. */
const machine = /^(?:\d{6,}|(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3})?[0-9a-f]{12,})$/;

const all = [counters, words, monthAndDay, ricoh, folderAndPhoto, dated, messengers, machine];

/** What copying and downloading put behind a name: `IMG_0001 (2)`, `IMG_0001 - Copy`. */
const copied = /(?: ?\(\d{1,3}\)| - (?:copy|kopie|copie|copia)(?: \(\d+\))?|~\d)$/;

/**
 * Whether a program gave a file its name, so that it says nothing of what the photo shows.
 *
 * @param base the name without folder and ending.
 */
export function isCameraName(base: string): boolean {
  const name = base.trim().toLowerCase();
  const original = name.replace(copied, '');
  return all.some((form) => form.test(name) || form.test(original));
}
