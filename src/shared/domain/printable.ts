/**
 * Characters that steer a terminal (control characters) or change what is read of the text around them (direction,
 * zero width): a file may have them in its name.
 */
const steering = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061C\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/gu;

/** Text in one line, as it can be shown anywhere: what would steer is written as JSON writes it, `\u001b`. */
export function printable(text: string): string {
  return text.replace(steering, escaped);
}

/** The same of text in lines: line breaks and tabs stay. */
export function printableLines(text: string): string {
  return text.replace(steering, (character) =>
    character === '\n' || character === '\t' ? character : escaped(character),
  );
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
