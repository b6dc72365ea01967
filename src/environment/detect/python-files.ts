import type { Checkout } from '../checkout.ts';
import { readTables } from './read-tables.ts';

/** What a Python project says about itself in its many files. */
export type PythonFiles = {
  readonly checkout: Checkout;
  /** Headings and keys of pyproject.toml and setup.cfg. */
  readonly tables: ReadonlyMap<string, readonly string[]>;
  /** The text of every file that could name a dependency or a tool. */
  readonly texts: ReadonlyMap<string, string>;
};

export const MARKERS = [
  'pyproject.toml',
  'setup.py',
  'setup.cfg',
  'requirements.txt',
  'Pipfile',
  'tox.ini',
  'pytest.ini',
];

export const REQUIREMENTS = [
  'requirements.txt',
  'requirements-dev.txt',
  'requirements_dev.txt',
  'dev-requirements.txt',
  'requirements-test.txt',
  'requirements-tests.txt',
  'test-requirements.txt',
  'requirements/base.txt',
  'requirements/dev.txt',
  'requirements/test.txt',
  'requirements/tests.txt',
] as const;

export async function readPythonFiles(checkout: Checkout): Promise<PythonFiles> {
  const texts = new Map<string, string>();
  for (const path of new Set([...MARKERS, ...REQUIREMENTS, 'conftest.py', 'noxfile.py'])) {
    const text = await checkout.readText(path);
    if (text !== null) texts.set(path, text);
  }
  const tables = readTables(`${texts.get('pyproject.toml') ?? ''}\n[]\n${texts.get('setup.cfg') ?? ''}`);
  return { checkout, tables, texts };
}
