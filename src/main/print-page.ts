import { BrowserWindow, type Session, session } from 'electron';
import { documentPolicy } from '#shared/content-policy.ts';
import { StrandlineError } from '#shared/errors.ts';
import { strings } from './strings.ts';

const scheme = 'strandline-document';
/** Inches, as Chromium counts: 16 mm, and below room for the footer. */
const margins = { top: 0.63, right: 0.63, bottom: 0.75, left: 0.63 };
const footer = `<div style="display: flex; justify-content: space-between; width: 100%; margin: 0 0.63in; font: 8px sans-serif; color: #555">
  <span class="title"></span><span><span class="pageNumber"></span> / <span class="totalPages"></span></span>
</div>`;

const pages = new Map<string, string>();
let lastPage = 0;

/**
 * Draws a page in a window that nobody sees, without scripts and without network, and prints it on A4 with its title and
 * page numbers below.
 *
 * @throws StrandlineError `not-saved` where Chromium cannot draw or print it.
 */
export async function printToPdf(html: string): Promise<Uint8Array> {
  const page = String((lastPage += 1));
  pages.set(page, html);
  const window = new BrowserWindow({
    show: false,
    webPreferences: {
      session: documentSession(),
      javascript: false,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
    },
  });
  window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  window.webContents.on('will-navigate', (event) => event.preventDefault());
  try {
    await window.loadURL(`${scheme}://${page}/`);
    return await window.webContents.printToPDF({
      pageSize: 'A4',
      margins,
      printBackground: true,
      displayHeaderFooter: true,
      headerTemplate: '<span></span>',
      footerTemplate: footer,
      generateTaggedPDF: true,
    });
  } catch (error) {
    throw new StrandlineError('not-saved', strings.notPrinted, {}, error);
  } finally {
    pages.delete(page);
    window.destroy();
  }
}

/** A session of its own, in memory, that knows the pages to print and reaches nothing else. */
function documentSession(): Session {
  const ours = session.fromPartition('documents', { cache: false });
  if (ours.protocol.isProtocolHandled(scheme)) return ours;
  ours.protocol.handle(scheme, ({ url }) => {
    const html = pages.get(new URL(url).hostname);
    if (html === undefined) return new Response('', { status: 404 });
    const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': documentPolicy };
    return new Response(html, { headers });
  });
  ours.webRequest.onBeforeRequest(({ url }, answer) =>
    answer({ cancel: !url.startsWith(`${scheme}:`) && !url.startsWith('data:') }),
  );
  ours.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  return ours;
}
