import { kindOfFile, unreadReason } from '#shared/domain/file-kind.ts';

/** Whether files are dragged, rather than something of the window's own. */
export function carriesFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') === true;
}

/** The pictures among what is dropped or pasted, those that cannot be read too: why not is said when they are tried. */
export function pictureFiles(transfer: DataTransfer | null): File[] {
  return [...(transfer?.files ?? [])].filter(
    ({ name, type }) =>
      type.startsWith('image/') || kindOfFile(name).kind === 'photo' || unreadReason(name) !== undefined,
  );
}

/** The folders among what is dropped. */
export function droppedFolders(transfer: DataTransfer | null): File[] {
  return [...(transfer?.items ?? [])].flatMap((item) => {
    const file = item.webkitGetAsEntry()?.isDirectory === true ? item.getAsFile() : null;
    return file === null ? [] : [file];
  });
}
