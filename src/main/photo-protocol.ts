import { open } from 'node:fs/promises';
import { type CustomScheme, protocol } from 'electron';
import { z } from 'zod';
import { sha256Schema } from '#shared/domain/photo.ts';
import { photoSizes } from '#shared/contract/topics/catalogue.ts';
import type { LabKeeper } from './lab-keeper.ts';

const scheme = 'photo';
const requestSchema = z.object({ hash: sha256Schema, size: z.enum(photoSizes) });
const fileSchema = z.object({ path: z.string(), mime: z.string() });

export const photoScheme: CustomScheme = {
  scheme,
  privileges: { standard: true, secure: true, supportFetchAPI: true },
};

/**
 * Serves `photo://<sha256>/<size>`. A hash names a picture for ever, so it may be cached for ever. One that is asked for
 * while the link to its lab is lost comes when that is there again: a page asks for a picture once.
 */
export function servePhotos(lab: LabKeeper): void {
  protocol.handle(scheme, async ({ url }) => {
    const { host: hash, pathname } = new URL(url);
    const request = requestSchema.safeParse({ hash, size: pathname.slice(1) });
    if (!request.success) return new Response('not a photo', { status: 400 });
    const far = await farPicture(lab, request.data);
    if (far !== undefined) return far;
    const reply = await lab.askWhenThere('catalogue.photoFile', request.data);
    const file = reply.ok ? fileSchema.nullable().parse(reply.value) : null;
    if (file === null) return new Response('no such photo', { status: 404 });
    const handle = await open(file.path);
    try {
      return pictureResponse(file.mime, new Uint8Array(await handle.readFile()));
    } finally {
      await handle.close();
    }
  });
}

/** A photo of a lab on another computer; undefined where the lab is on this one. */
async function farPicture(
  lab: LabKeeper,
  { hash, size }: z.output<typeof requestSchema>,
): Promise<Response | undefined> {
  try {
    const picture = await lab.farPicture(hash, size);
    if (picture === undefined) return undefined;
    if (picture === null) return new Response('no such photo', { status: 404 });
    return pictureResponse(picture.mime, picture.bytes);
  } catch (error) {
    // Not kept by the browser: it may be there when the link is.
    return new Response(error instanceof Error ? error.message : '', { status: 502 });
  }
}

function pictureResponse(mime: string, bytes: Uint8Array<ArrayBuffer>): Response {
  const headers = { 'content-type': mime, 'cache-control': 'public, max-age=31536000, immutable' };
  return new Response(bytes, { headers });
}
