import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where Strandline keeps what belongs to the computer and its user, not to one lab. */
export function userDataFolder(): string {
  const dataHome =
    process.env.XDG_DATA_HOME ??
    join(homedir(), process.platform === 'win32' ? 'AppData/Local' : '.local/share');
  return process.env.STRANDLINE_HOME ?? join(dataHome, 'strandline');
}
