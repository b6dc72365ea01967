import type { TestCommand } from '../commands.ts';
import type { PythonFiles } from './python-files.ts';

/** How the tests of a Python project are run: what its files name, else what its test files look like. */
export function pythonTest({ checkout, texts, tables }: PythonFiles): TestCommand | null {
  const namesPytest = [...texts.values()].some((text) => /\bpytest\b/.test(text));
  const tests = checkout.paths.filter(isTestFile);
  if (checkout.has('manage.py') && !namesPytest) return exitCode('python manage.py test');
  if (namesPytest || tests.some((path) => path.endsWith('conftest.py'))) return pytest();
  if (tests.length > 0 && (texts.has('tox.ini') || tables.has('tool.tox'))) return exitCode('tox');
  if (tests.length > 0) return exitCode('python -m unittest discover');
  return null;
}

function isTestFile(path: string): boolean {
  const name = path.split('/').at(-1) ?? '';
  return name === 'conftest.py' || (name.endsWith('.py') && (name.startsWith('test_') || name.endsWith('_test.py')));
}

function pytest(): TestCommand {
  return { command: 'python -m pytest', script: 'pytest', env: {}, runner: 'pytest' };
}

function exitCode(command: string): TestCommand {
  return { command, script: command, env: {}, runner: 'exit-code' };
}
