/** The oldest Node whose JavaScript has `await using` (V8 13.6); 22 and 23 stop at it with a SyntaxError. */
export const oldestNode = 24;

/** @param {string} version of a Node, as in `process.versions.node`: 24.21.0 */
export function isNewEnough(version) {
  return Number(version.split('.')[0]) >= oldestNode;
}

/** @param {string} version of the Node that is too old. @returns what a person reads, in one line. */
export function tooOld(version) {
  return `Strandline needs Node ${oldestNode} or newer, and this is Node ${version}. Run "npm ci" in its folder: it brings one.`;
}
