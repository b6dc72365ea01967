// Runs in the sandbox after the tests. Reads what V8 and the runners wrote about coverage, keeps what is about the changed
// files (a JSON list on standard input), and prints one JSON line for each record. What is too much ends it without a last line.
import { lstatSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import module from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const limits = { files: 2000, bytes: 64 * 1024 * 1024, loaded: 5000 };
const root = realpathSync('.');
const folder = process.argv[2];
const changed = new Set(JSON.parse(readFileSync(0, 'utf8')));
const loaded = new Set();

const names = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.json'));
if (names.length > limits.files) process.exit(3);
let left = limits.bytes;
for (const name of names) {
  const report = lstatSync(join(folder, name));
  left -= report.size;
  if (left < 0 || !report.isFile()) process.exit(3);
  const written = JSON.parse(readFileSync(join(folder, name), 'utf8'));
  if (Array.isArray(written.result)) written.result.forEach(printScript);
  else Object.entries(written).forEach(printParts);
}
for (const path of changed) if (/\.[cm]?ts$/.test(path)) printTypes(path);
print({ kind: 'loaded', paths: [...loaded].slice(0, limits.loaded) });

function printScript({ url, functions }) {
  const path = pathOf(url);
  if (path === null) return;
  const ranges = functions.flatMap((each) => each.ranges);
  const length = functions[0]?.ranges[0]?.endOffset ?? 0;
  if (!changed.has(path)) return;
  const counted = ranges.map(({ startOffset, endOffset, count }) => ({ start: startOffset, end: endOffset, count }));
  print({ kind: 'script', path, address: url, length, ranges: counted });
}

function pathOf(url) {
  if (!url.startsWith('file:///')) return null;
  return noteLoaded(fileURLToPath(url.replace(/[?#].*$/, '')));
}

function noteLoaded(file) {
  const path = relative(root, file);
  if (path.startsWith('..') || /(?:^|\/)node_modules\//.test(path)) return null;
  loaded.add(path);
  return path;
}

/** Istanbul's: statements, functions never called, and the sides of what is decided within a line. */
function printParts([file, { statementMap, s, fnMap, f, branchMap, b }]) {
  const path = noteLoaded(file);
  if (path === null || !changed.has(path)) return;
  const statements = Object.entries(statementMap).map(([id, location]) => part(location, s[id]));
  const uncalled = Object.entries(fnMap).filter(([id]) => f[id] === 0);
  const functions = uncalled.map(([, { loc }]) => part(loc, 0));
  const sides = Object.entries(branchMap)
    .filter(([, { type }]) => type === 'cond-expr' || type === 'binary-expr')
    .flatMap(([id, { locations }]) => locations.map((location, index) => part(location, b[id][index])));
  print({ kind: 'parts', path, parts: [...statements, ...functions, ...sides] });
}

function part({ start, end }, count) {
  return { start, end: { line: end.line, column: end.column ?? 1_000_000 }, count };
}

/** Node's own stripping leaves blanks where types were. Where it cannot, types count as what they are written among. */
function printTypes(path) {
  try {
    const text = readFileSync(path, 'utf8');
    const stripped = module.stripTypeScriptTypes(text).split('\n');
    const lines = text
      .split('\n')
      .flatMap((line, index) => (line.trim() !== '' && stripped[index]?.trim() === '' ? [index + 1] : []));
    print({ kind: 'types', path, lines });
  } catch {
    // An older Node, or syntax that has to be compiled.
  }
}

function print(record) {
  process.stdout.write(`${JSON.stringify(record)}\n`);
}
