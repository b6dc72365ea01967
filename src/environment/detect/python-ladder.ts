import type { TestCommand } from '../commands.ts';
import type { Ladder, Rung } from '../install/ladder.ts';
import { type PythonFiles, REQUIREMENTS } from './python-files.ts';

/** Outside the checkout; `shellEnvironment` puts its programs first on the path. */
const VENV = 'python3 -m venv "$HOME/venv"';
const TEST_GROUPS = ['test', 'tests', 'testing', 'dev'];

/** How a Python project is installed into a virtual environment of the box's own, by the files it has. */
export function pythonLadder(files: PythonFiles, test: TestCommand | null): Ladder {
  const { checkout, tables, texts } = files;
  const hasGroups = (tables.get('dependency-groups') ?? []).length > 0;
  if (checkout.has('uv.lock')) return uv(files, true);
  if (checkout.has('poetry.lock') || tables.has('tool.poetry')) return poetry(checkout.has('poetry.lock'));
  if (checkout.has('Pipfile')) return pipenv(checkout.has('Pipfile.lock'));
  if (hasGroups && !texts.has('requirements.txt')) return uv(files, false);
  return pip(files, test);
}

function uv({ tables }: PythonFiles, isLocked: boolean): Ladder {
  const get = `${VENV} && pip install uv && uv`;
  const groups = (tables.get('dependency-groups') ?? []).filter((group) => TEST_GROUPS.includes(group));
  const extras = (tables.get('project.optional-dependencies') ?? []).filter((extra) => TEST_GROUPS.includes(extra));
  const options = (name: string, values: readonly string[]) => values.map((value) => ` --${name} ${value}`).join('');
  const locked = `${get} sync --frozen${options('group', groups)}${options('extra', extras)}`;
  // Unlike `uv sync` it writes no lockfile.
  const itself = extras.length === 0 ? '-e .' : `-e '.[${extras.join(',')}]'`;
  const unlocked = `${get} pip install --python "$HOME/venv" ${itself}${options('group', groups)}`;
  return [
    ...(isLocked ? [{ command: locked, cures: [] }] : []),
    { command: unlocked, cures: ['lockfile-out-of-date', 'wrong-version', 'registry'] },
    { command: `${VENV} && pip install -e .`, cures: ['registry', 'missing-toolchain', 'wrong-version'] },
  ];
}

function poetry(isLocked: boolean): Ladder {
  const install = `${VENV} && pip install poetry && poetry install --no-interaction`;
  const itself: Rung = {
    command: `${VENV} && pip install -e .`,
    cures: ['lockfile-out-of-date', 'registry', 'wrong-version', 'missing-toolchain'],
  };
  if (!isLocked) return [{ command: `${install} && rm -f poetry.lock`, cures: [] }, itself];
  return [
    { command: `${install} --all-extras`, cures: [] },
    { command: install, cures: ['native-build', 'missing-system-package', 'registry'] },
    itself,
  ];
}

function pipenv(isLocked: boolean): Ladder {
  const install = `${VENV} && pip install pipenv && pipenv`;
  const loose: Rung = {
    command: `${install} install --dev --skip-lock`,
    cures: ['lockfile-out-of-date', 'wrong-version'],
  };
  return isLocked ? [{ command: `${install} sync --dev`, cures: [] }, loose] : [{ ...loose, cures: [] }];
}

function pip(files: PythonFiles, test: TestCommand | null): Ladder {
  const requirements = REQUIREMENTS.filter((path) => files.texts.has(path));
  const runtime = requirements.filter((path) => /(?:^|\/)(?:requirements|base)\.txt$/.test(path));
  const itself = isPackage(files) ? ['-e .'] : [];
  const withExtras =
    itself.length > 0 && extrasOf(files).length > 0 ? [`-e '.[${extrasOf(files).join(',')}]'`] : itself;
  const runner = test?.runner === 'pytest' ? ['pytest'] : [];
  const all = [...requirements.map((path) => `-r ${path}`), ...withExtras, ...runner];
  const fewer = [...runtime.map((path) => `-r ${path}`), ...itself, ...runner];
  if (all.length === 0) return [];
  const install = (what: readonly string[], option = '') => `${VENV} && pip install ${option}${what.join(' ')}`;
  const rungs: readonly Rung[] = [
    { command: install(all), cures: [] },
    { command: install(all, '--prefer-binary '), cures: ['native-build', 'missing-system-package'] },
    {
      command: install(fewer),
      cures: ['registry', 'native-build', 'missing-system-package', 'wrong-version', 'peer-conflict'],
    },
  ];
  return rungs.filter(({ command }, index) => rungs.findIndex((other) => other.command === command) === index);
}

function isPackage({ texts, tables }: PythonFiles): boolean {
  return texts.has('setup.py') || tables.has('project') || tables.has('build-system') || tables.has('options');
}

function extrasOf({ tables, texts }: PythonFiles): readonly string[] {
  const named = [
    ...(tables.get('project.optional-dependencies') ?? []),
    ...(tables.get('options.extras_require') ?? []),
    ...[...(texts.get('setup.py')?.matchAll(/["'](test|tests|testing|dev)["']\s{0,20}:/g) ?? [])].map(
      ([, name]) => name,
    ),
  ];
  return TEST_GROUPS.filter((extra) => named.includes(extra));
}
