import { open } from 'node:fs/promises';
import { type CustomScheme, protocol } from 'electron';
import { z } from 'zod';
import { sha256Schema } from '#shared/domain/photo.ts';
import { photoSizes } from '#shared/contract/topics/catalogue.ts';
import type { HostKeeper } from './host-keeper.ts';

const scheme = 'photo';
const requestSchema = z.object({ hash: sha256Schema, size: z.enum(photoSizes) });
const fileSchema = z.object({ path: z.string(), mime: z.string() });

export const photoScheme: CustomScheme = {
  scheme,
  privileges: { standard: true, secure: true, supportFetchAPI: true },
};

/** Serves `photo://<sha256>/<size>`. A hash names a picture for ever, so it may be cached for ever. */
export function servePhotos(host: HostKeeper): void {
  protocol.handle(scheme, async ({ url }) => {
    const { host: hash, pathname } = new URL(url);
    const request = requestSchema.safeParse({ hash, size: pathname.slice(1) });
    if (!request.success) return new Response('not a photo', { status: 400 });
    const reply = await host.ask('catalogue.photoFile', request.data);
    const file = reply.ok ? fileSchema.nullable().parse(reply.value) : null;
    if (file === null) return new Response('no such photo', { status: 404 });
    const handle = await open(file.path);
    try {
      const headers = { 'content-type': file.mime, 'cache-control': 'public, max-age=31536000, immutable' };
      return new Response(new Uint8Array(await handle.readFile()), { headers });
    } finally {
      await handle.close();
    }
  });
}
