// Runs in the sandbox, in the process that AVA starts its workers from. AVA takes no reporter of others, so what its workers
// tell is read on the way to its own; writes one JSON line for each test when the process ends.
import { realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

export async function recordResults(entry, report) {
  const { default: RunStatus } = await import(runStatusOf(entry));
  const results = new Map();
  const tell = RunStatus.prototype.emitStateChange;
  RunStatus.prototype.emitStateChange = function (event) {
    note(results, event);
    return tell.call(this, event);
  };
  process.on('exit', () => writeFileSync(report, [...results.values()].map((line) => JSON.stringify(line)).join('\n')));
}

/** AVA 3 starts in its own folder, later ones in a folder below. */
function runStatusOf(entry) {
  const folder = dirname(realpathSync(entry));
  const root = folder.endsWith('entrypoints') ? dirname(folder) : folder;
  return pathToFileURL(join(root, 'lib/run-status.js')).href;
}

const fileFailures = new Set(['worker-failed', 'uncaught-exception', 'unhandled-rejection', 'missing-ava-import']);

/** A test that was begun and never told of again has failed. */
function note(results, { type, testFile: file = '', title, skip = false, todo = false }) {
  const set = (titles, status) => results.set(JSON.stringify([file, ...titles]), { file, titles, status });
  if (type === 'selected-test') set([title], skip || todo ? 'skipped' : 'failed');
  else if (type === 'test-passed') set([title], 'passed');
  else if (type === 'test-failed' || type === 'hook-failed') set([title], 'failed');
  else if (fileFailures.has(type)) set([], 'failed');
}
