const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Text of a file as the programs of an office save it: UTF-8, UTF-16 as Excel and PowerShell write it, else Windows-1252.
 * A byte order mark is taken off. Source of the marks: the Unicode Standard, 23.8.
 */
export function decodeText(bytes: Uint8Array): string {
  const wide = wideEncoding(bytes);
  if (wide !== undefined) return new TextDecoder(wide).decode(bytes);
  try {
    return utf8.decode(bytes);
  } catch {
    // Every byte is a letter there, so it is what is left when the stricter ones have said no.
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** By the mark; without one by the empty half of a first character that is ASCII, as in all that is read here. */
function wideEncoding([first, second, third]: Uint8Array): string | undefined {
  if ((first === 0xff && second === 0xfe) || (second === 0 && first !== 0 && third !== 0)) return 'utf-16le';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return 'utf-16be';
  return undefined;
}
