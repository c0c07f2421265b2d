import { open } from 'node:fs/promises';
import { decodeText } from './decode-text.ts';

const peekBytes = 65_536;

/** The beginning and the end of a file as text; '' where it cannot be read. */
export async function peekFile(path: string): Promise<string> {
  try {
    await using file = await open(path);
    const { size } = await file.stat();
    const head = await readAt(file, 0, Math.min(size, peekBytes));
    const rest = Math.max(peekBytes, size - peekBytes);
    return head + (await readAt(file, rest, Math.max(0, size - rest)));
  } catch {
    return '';
  }
}

async function readAt(
  file: Awaited<ReturnType<typeof open>>,
  position: number,
  length: number,
): Promise<string> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return decodeText(buffer.subarray(0, bytesRead));
}
