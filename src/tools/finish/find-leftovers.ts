import { posix } from 'node:path';
import type { ChangedFile } from '../changed-file.ts';
import { isTestFile } from './is-test-file.ts';

/**
 * New files that look as if the agent had made them for itself: what tools leave behind, and scripts that nothing in the change
 * speaks of. A new test needs nobody to speak of it.
 */
export function findLeftovers(files: readonly ChangedFile[]): readonly string[] {
  const added = files.filter(({ status }) => status === 'added');
  return added.filter((file) => looksLeft(file) && !isMentioned(file, files)).map(({ path }) => path);
}

function looksLeft({ path }: ChangedFile): boolean {
  const name = posix.basename(path);
  if (DEBRIS.some((pattern) => pattern.test(name)) || DEBRIS_FOLDERS.test(path)) return true;
  if (SCRATCH_NAMES.test(name)) return true;
  return !path.includes('/') && SCRIPTS.test(name) && !isTestFile(path);
}

/** Left by programs, editors, crashed processes and patches that were tried. */
const DEBRIS: readonly RegExp[] = [
  /\.(?:log|orig|rej|bak|swp|swo|tmp|temp|pyc|class|o|prof|profraw|cpuprofile|heapsnapshot|diff|patch|out)$/i,
  /^core(?:\.\d{1,9})?$/,
  /^(?:nohup\.out|\.DS_Store|Thumbs\.db|a\.out|\.coverage|lcov\.info|junit\.xml|npm-debug\.log.{0,100})$/,
  /~$/,
];

const DEBRIS_FOLDERS = /(?:^|\/)(?:__pycache__|\.pytest_cache|\.mypy_cache|\.nyc_output|coverage|node_modules)\//;

const SCRATCH_NAMES =
  /^(?:repro(?:duce|duction)?|debug(?:ging)?|scratch|tmp|temp|demo|try(?:out|_it)?|verify|sanity|quick|check_?fix|test_?(?:fix|repro|issue|bug|quick|manual))(?:[-_.\d][^/]{0,200})?\.(?:[cm]?[jt]sx?|py|sh|rb|go|rs|java|php|pl|txt|md|json|html|c|cc|cpp)$/i;

const SCRIPTS = /\.(?:[cm]?[jt]s|py|sh|rb|php|pl)$/i;

/** A name of three letters says nothing. */
const SHORTEST_NAME = 4;

function isMentioned(file: ChangedFile, files: readonly ChangedFile[]): boolean {
  const name = posix.basename(file.path);
  const stem = name.replace(/(?<=.)\.[^.]*$/, '');
  if (stem.length < SHORTEST_NAME) return files.some((other) => other !== file && other.after?.includes(name));
  return files.some((other) => other !== file && other.after?.includes(stem));
}
