/** Shows a picture's encoded bytes (PNG), and lets their memory go with the element. */
export function shownPng(picture: Uint8Array<ArrayBuffer>): (node: HTMLImageElement) => () => void {
  return (node) => {
    const url = URL.createObjectURL(new Blob([picture], { type: 'image/png' }));
    node.src = url;
    return () => URL.revokeObjectURL(url);
  };
}
