/** Electron keeps its three newest major versions in support (electronjs.org/docs/latest/tutorial/electron-timelines). */
const supported = 3;

/** Whether a version is in support while another is the newest. @param version like '45.4.1'. */
export function isSupported(version: string, newest: string): boolean {
  const major = (text: string): number => Number(text.split('.')[0]);
  const [ours, latest] = [major(version), major(newest)];
  return ours > latest - supported && Number.isInteger(ours) && Number.isInteger(latest);
}
