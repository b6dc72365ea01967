import type { Checkout } from '../checkout.ts';
import type { Project } from './project.ts';
import { MARKERS, type PythonFiles, REQUIREMENTS, readPythonFiles } from './python-files.ts';
import { pythonLadder } from './python-ladder.ts';
import { pythonTest } from './python-test.ts';
import { statedVersions } from './stated-versions.ts';

/** Reads a folder with a Python project; `null` when there is none. */
export async function detectPython(checkout: Checkout): Promise<Project | null> {
  if (![...MARKERS, ...REQUIREMENTS].some((path) => checkout.has(path))) return null;
  const files = await readPythonFiles(checkout);
  const test = pythonTest(files);
  return {
    ecosystem: 'python',
    ladder: pythonLadder(files, test),
    test,
    lint: lintCommand(files),
    typecheck: typecheckCommand(files),
    build: null,
    notes: await statedVersions(checkout, 'Python', ['.python-version']),
  };
}

function lintCommand({ checkout, tables }: PythonFiles): string | null {
  if (['ruff.toml', '.ruff.toml'].some(checkout.has) || hasTable(tables, 'tool.ruff')) return 'ruff check .';
  if (checkout.has('.flake8') || hasTable(tables, 'flake8')) return 'flake8';
  return hasTable(tables, 'tool.pylint') || checkout.has('.pylintrc') ? 'pylint .' : null;
}

function typecheckCommand({ checkout, tables }: PythonFiles): string | null {
  if (checkout.has('mypy.ini') || checkout.has('.mypy.ini') || hasTable(tables, 'tool.mypy')) return 'mypy .';
  if (hasTable(tables, 'mypy')) return 'mypy .';
  return checkout.has('pyrightconfig.json') || hasTable(tables, 'tool.pyright') ? 'pyright' : null;
}

/** Itself, or one below it. */
function hasTable(tables: PythonFiles['tables'], name: string): boolean {
  return [...tables.keys()].some((table) => table === name || table.startsWith(`${name}.`));
}
