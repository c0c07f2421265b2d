import { crc32 } from 'node:zlib';

/**
 * A PNG whose header claims a size, right checksums and all, with hardly any pixels behind it.
 *
 * @param kind.colours by PNG's numbers: 2 is red, green and blue, 6 has opacity too.
 */
export function hugePngHeader(
  width: number,
  height: number,
  {
    bits = 8,
    colours = 2,
    interlaced = false,
  }: { bits?: 8 | 16; colours?: 2 | 6; interlaced?: boolean } = {},
): Buffer {
  const ihdr = Buffer.alloc(13);
  ihdr.writeUInt32BE(width, 0);
  ihdr.writeUInt32BE(height, 4);
  ihdr[8] = bits;
  ihdr[9] = colours;
  ihdr[12] = interlaced ? 1 : 0;
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', ihdr),
    chunk('IDAT', Buffer.from([0x78, 0x9c])),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
