/** Every sentence of the shell, in one place and ready to be given in other languages. Menus take theirs from the window. */
export const strings = {
  photos: 'Photos',
  models: 'Model files',
  tables: 'Tables',
  packedLabs: 'Packed labs',
  fileKind: (extension: string): string => `${extension} file`,
  tooLarge: (is: number, most: number): string =>
    `This is ${is} MB; at most ${most} MB can be saved at once. Leave some pictures out.`,
  notSaved: (path: string, code: string): string => `${path} could not be written: ${reasonOf(code)}.`,
  notThere: (file: string): string => `${file} is not there any more. It was moved or deleted since.`,
  notOpened: (file: string): string =>
    `No program of this computer opened ${file}. It lies there; open it from its folder.`,
  hostDown:
    'The part of the program that keeps the lab is not running. Open the lab again; everything that was saved is still there.',
  reachTitle: 'Strandline',
  reach: (host: string): string => `Connect to ${host}?`,
  reachDetail: (path: string, user: string | undefined): string =>
    `The lab ${path} is opened there by ssh, ${user === undefined ? 'as your ssh has it' : `as ${user}`}. Connect only to a computer that you know.`,
  connect: 'Connect',
  use: (what: string, host: string): string => `Use ${what} on ${host}?`,
  useMany: (count: number, folder: string): string => `${count} files of ${folder}`,
  useDetail: 'The lab reads or writes there, with the account by which you opened it.',
  allow: 'Use',
  labHere: 'The lab is on this computer; choose by its own dialog.',
  cancel: 'Cancel',
  notReached: 'It is not waited for any more.',
  linkLost: (name: string): string =>
    `The link to ${name} is lost. It is taken up again by itself; then do this once more.`,
  cannotStartTitle: 'Strandline',
  cannotStart: 'The part of the program that keeps the lab cannot start.',
  cannotStartDetail: (reason: string, words: string, node: string | undefined): string =>
    [
      `Why: ${reason}.`,
      ...(words === '' ? [] : [`It said: ${words}`]),
      'Your labs are untouched.',
      node === undefined
        ? 'The program’s own files are incomplete, or may not be run where they lie. Install Strandline again, then try again.'
        : `STRANDLINE_NODE names the Node that it runs under (${node}). Name one of version 24 or newer, or none, and start the program again.`,
    ].join('\n\n'),
  notRun: (file: string, code: string): string => `${file} ${whyNotRun[code] ?? `cannot be run (${code})`}`,
  tryAgain: 'Try again',
  quit: 'Quit',
  notPrinted: 'The page could not be made into a PDF.',
} as const;

const whyNotRun: Readonly<Record<string, string>> = {
  ENOENT: 'is not there',
  ENOTDIR: 'is not there',
  EACCES: 'may not be run',
  EPERM: 'may not be run',
};

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'the disk is read-only',
  ENOENT: 'the folder is gone',
  EISDIR: 'a folder has this name',
  ENOTDIR: 'the folder is gone',
  EBUSY: 'another program has it open',
};

function reasonOf(code: string): string {
  return reasons[code] ?? `the system says ${code === '' ? 'no reason' : code}`;
}
