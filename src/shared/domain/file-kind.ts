import { photoExtensions } from './photo-extensions.ts';

/** What a file is by its name: a photo to try, something that a program left behind, or something to say a word about. */
export type FileKind =
  { readonly kind: 'photo' | 'litter' } | { readonly kind: 'other'; readonly reason: string };

/** Camera raw photos: their pixels are a sensor's, and what a program shows of them is a small preview. */
const cameraRaw = new Map([
  ['3fr', 'Hasselblad 3FR'],
  ['arw', 'Sony ARW'],
  ['cr2', 'Canon CR2'],
  ['cr3', 'Canon CR3'],
  ['crw', 'Canon CRW'],
  ['dcr', 'Kodak DCR'],
  ['dng', 'DNG'],
  ['erf', 'Epson ERF'],
  ['fff', 'Hasselblad FFF'],
  ['gpr', 'GoPro GPR'],
  ['iiq', 'Phase One IIQ'],
  ['kdc', 'Kodak KDC'],
  ['mef', 'Mamiya MEF'],
  ['mos', 'Leaf MOS'],
  ['mrw', 'Minolta MRW'],
  ['nef', 'Nikon NEF'],
  ['nrw', 'Nikon NRW'],
  ['orf', 'Olympus ORF'],
  ['pef', 'Pentax PEF'],
  ['raf', 'Fujifilm RAF'],
  ['rw2', 'Panasonic RW2'],
  ['rwl', 'Leica RWL'],
  ['sr2', 'Sony SR2'],
  ['srf', 'Sony SRF'],
  ['srw', 'Samsung SRW'],
  ['x3f', 'Sigma X3F'],
]);

/** What the programs of microscopes write for themselves. */
const microscopeFiles = new Map([
  ['czi', 'Zeiss CZI'],
  ['lif', 'Leica LIF'],
  ['lsm', 'Zeiss LSM'],
  ['nd2', 'Nikon ND2'],
  ['oib', 'Olympus OIB'],
  ['oif', 'Olympus OIF'],
  ['oir', 'Olympus OIR'],
  ['vsi', 'Olympus VSI'],
  ['zvi', 'Zeiss ZVI'],
]);

const phonePhotos: readonly string[] = ['heic', 'heif', 'hif', 'avif'];

/** Files and folders that file managers, network drives and photo programs leave behind; nobody wants to read about them. */
const litterNames: readonly string[] = [
  '$recycle.bin',
  '#recycle',
  '#snapshot',
  '@eadir',
  '@recently-snapshot',
  '@recycle',
  '@tmp',
  '__macosx',
  'desktop.ini',
  'ehthumbs.db',
  'ehthumbs_vista.db',
  'icon\r',
  'lost+found',
  'network trash folder',
  'picasa.ini',
  'recycler',
  'system volume information',
  'temporary items',
  'thumbs.db',
];

/** Whether a file or folder of this name is passed over without a word, with all that is in it. Hidden ones are nobody's photos. */
export function isLitter(name: string): boolean {
  return name.startsWith('.') || litterNames.includes(name.toLowerCase());
}

/** What a camera raw photo is, and what to do with it. @param format such as "Nikon NEF". */
export function cameraRawReason(format: string): string {
  return `it is a camera raw photo (${format}); save it as TIFF or JPEG with the camera’s program`;
}

/** @param name of a file, without its folders. */
export function kindOfFile(name: string): FileKind {
  if (isLitter(name)) return { kind: 'litter' };
  const extension = extensionOf(name);
  if (photoExtensions.includes(extension)) return { kind: 'photo' };
  const raw = cameraRaw.get(extension);
  if (raw !== undefined) return { kind: 'other', reason: cameraRawReason(raw) };
  const own = microscopeFiles.get(extension);
  const reason =
    own === undefined
      ? noPhoto
      : `it is a microscope’s own file (${own}); export it as TIFF with the microscope’s program`;
  return { kind: 'other', reason };
}

/** Why a file of this name cannot be read, and what to do, where its content says nothing. */
export function unreadReason(name: string): string | undefined {
  const kind = kindOfFile(name);
  if (kind.kind === 'other' && kind.reason !== noPhoto) return kind.reason;
  const extension = extensionOf(name);
  return phonePhotos.includes(extension)
    ? `it is called a phone’s photo (${extension.toUpperCase()}) but cannot be read as one; save it as JPEG with the phone’s own program`
    : undefined;
}

const noPhoto = 'it is no photo';

function extensionOf(name: string): string {
  const [, extension = ''] = /\.([^.]+)$/.exec(name.toLowerCase()) ?? [];
  return extension;
}
