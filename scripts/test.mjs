/**
 * All tests: Vitest's tiers, and the window in a real Electron beside them. What cannot run here is said aloud, and is a failure
 * under STRANDLINE_REQUIRE_ALL=1. The last line gives the totals.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { displayWrapper, findElectron, missingPackages, root } from './lib/electron.mjs';
import { memoryFolder } from './lib/memory-folder.mjs';
import { packagesOfShell } from './lib/packages-of-shell.mjs';

const requireAll = process.env.STRANDLINE_REQUIRE_ALL === '1';
const results = join(root, 'test-results');
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

/** What the window's tests print, for printing in one piece. */
const windowLog = join(results, 'window.log');
const totals = { passed: 0, failed: 0, skipped: 0 };
const failures = [];
const scratch = memoryFolder();
try {
  await Promise.all([vitest(), window()]);
} finally {
  if (scratch !== undefined) rmSync(scratch, { recursive: true, force: true });
}
if (existsSync(windowLog)) process.stdout.write(readFileSync(windowLog));
const isIncomplete = requireAll && totals.skipped > 0;
if (isIncomplete) console.log('Nothing may be skipped under STRANDLINE_REQUIRE_ALL=1.');
// Once more at the end: the log of a whole run is long, and often only its end is looked at.
if (failures.length > 0) console.log(`\nFailed:\n${failures.map((failure) => `  ${failure}\n`).join('')}`);
const skipped = totals.skipped === 0 ? '' : `, ${totals.skipped} skipped`;
console.log(`${totals.passed} passed, ${totals.failed} failed${skipped}`);
process.exitCode = totals.failed === 0 && !isIncomplete ? 0 : 1;

/** Takes what the window leaves of the processors: that waits for most of its time, and is awaited by the second. */
async function vitest() {
  const report = join(results, 'vitest.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const status = await run(['vitest', 'run', ...reporters], {
    priority: constants.priority.PRIORITY_BELOW_NORMAL,
  });
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  failures.push(...failedTests(testResults));
  // A test file that cannot even be loaded has no tests to count, but fails the run.
  add(numPassedTests, numFailedTests === 0 && status !== 0 ? 1 : numFailedTests, numPendingTests);
}

/** What it prints is written to the window's log. */
async function window() {
  const electron = findElectron();
  if (electron === undefined)
    return absent('no Electron is there; get the test runtime: node scripts/test-runtime.mjs');
  const missing = missingPackages(electron.path);
  if (missing.length > 0) return absent(`apt-get install -y --no-install-recommends ${missing.join(' ')}`);
  if ((await run(['electron-vite', 'build'], { log: windowLog })) !== 0) return add(0, 1, 0);
  const packages = packagesOfShell();
  if (packages.length > 0) {
    failures.push(`the main process imports ${packages.join(', ')}, which no package's archive holds`);
    add(0, 1, 0);
  }
  const report = join(results, 'playwright.json');
  const status = await run([...displayWrapper(), 'playwright', 'test'], {
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: report },
    log: windowLog,
  });
  const { stats, suites } = JSON.parse(readFileSync(report, 'utf8'));
  failures.push(...failedSpecs(suites));
  add(
    stats.expected + stats.flaky,
    stats.unexpected === 0 && status !== 0 ? 1 : stats.unexpected,
    stats.skipped,
  );
}

/** Tests that Vitest's report says failed, and files that could not be loaded, each with the first line of its reason. */
function failedTests(files) {
  return files
    .filter(({ status }) => status === 'failed')
    .flatMap(({ name, message, assertionResults }) => {
      const failed = assertionResults.filter(({ status }) => status === 'failed');
      const file = relative(root, name);
      return failed.length === 0
        ? [`${file}: ${firstLine(message)}`]
        : failed.map(
            ({ fullName, failureMessages }) => `${file} › ${fullName}: ${firstLine(failureMessages[0])}`,
          );
    });
}

/** Tests of the window that Playwright's report says failed. */
function failedSpecs(suites) {
  return suites.flatMap(({ specs = [], suites: inner = [] }) => [
    ...specs
      .filter(({ ok }) => !ok)
      .map(
        ({ file, line, title, tests }) =>
          `tests/e2e/${file}:${line} › ${title}: ${firstLine(reasonOf(tests))}`,
      ),
    ...failedSpecs(inner),
  ]);
}

/** Why a test of the window failed, without colours. */
function reasonOf(tests) {
  const [error] = tests.flatMap(({ results: tries }) => tries).flatMap(({ error: reason }) => reason ?? []);
  return stripVTControlCharacters(error?.message ?? '');
}

function firstLine(text = '') {
  return text.split('\n', 1)[0].slice(0, 300);
}

function absent(wayOut) {
  console.log(`\n*** THE TESTS OF THE WINDOW ARE ${requireAll ? 'MISSING' : 'SKIPPED'}: ${wayOut}\n`);
  if (requireAll) add(0, 1, 0);
  else add(0, 0, 1);
}

function add(passed, failed, skippedTests) {
  totals.passed += passed;
  totals.failed += failed;
  totals.skipped += skippedTests;
}

/**
 * Runs a command to its end.
 *
 * @param log a file that it adds what it prints to. Default: it prints.
 * @returns its exit status; 1 where a signal ended it.
 */
async function run([command, ...args], { env: more = {}, priority = 0, log } = {}) {
  const env = {
    ...process.env,
    ...more,
    PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}`,
    // The tests start Node some hundred times on the same sources: what one has compiled the next ones take, a second sooner.
    NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/code'),
    ...(scratch === undefined ? {} : { TMPDIR: scratch }),
  };
  const out = log === undefined ? 'inherit' : openSync(log, 'a');
  const child = spawn(command, args, { cwd: root, stdio: ['inherit', out, out], env });
  if (child.pid !== undefined && priority !== 0) setPriority(child.pid, priority);
  const [status] = await once(child, 'close');
  if (log !== undefined) closeSync(out);
  return status ?? 1;
}
