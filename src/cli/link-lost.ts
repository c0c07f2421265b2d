import { StrandlineError } from '#shared/errors.ts';

/** What is known of a command when its link ends: files were on their way, a job was waited for, or something was asked. */
type Meanwhile = 'files' | 'job' | 'call';

const advice: Readonly<Record<Meanwhile, string>> = {
  files: 'What has arrived is kept. Give the command once more, and it goes on from there.',
  job: 'What was begun there goes on there; look at it before you give the command once more.',
  call: 'Whether it was done there is not known; look before you give the command once more.',
};

/**
 * What is said where a link is lost before the end of a command.
 *
 * @param name whom the link led to.
 * @param reason what the link says of its end.
 */
export function linkLost(name: string, reason: string, meanwhile: Meanwhile): StrandlineError {
  return new StrandlineError('host-gone', `The link to ${name} is lost (${reason}). ${advice[meanwhile]}`);
}
