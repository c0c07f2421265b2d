/**
 * Keeps the program from being ready until Playwright sees it, as Playwright itself does where it is not told which Electron to start:
 * a window that opens before that may be one that it waits for in vain. Required by Electron before the program (`-r FILE`).
 */
const { dirname, join } = require('node:path');

require(join(dirname(require.resolve('playwright-core/package.json')), 'lib/server/electron/loader.js'));
// The loader takes Electron's own arguments away; these two are ours.
process.argv.splice(process.argv.indexOf('-r'), 2);
