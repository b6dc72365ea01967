import type { ChangedText } from './changed-text.ts';
import { isTestPath } from './is-test-path.ts';
import { isTestSetupPath } from './is-test-setup-path.ts';
import { manifestSetupText } from './manifest-setup-text.ts';
import { runnerSettingsText } from './runner-settings-text.ts';
import type { IntegrityFinding, TestCommand } from './suite.ts';
import { testCommandText } from './test-command-text.ts';

/**
 * Finds what a change does to the things around the tests: the command that runs them, what that command names, and how
 * the runner is set up. Only `command` and the change are read, so a script that calls a changed script is not seen.
 */
export function findSetupChanges(changes: readonly ChangedText[], command: TestCommand): readonly IntegrityFinding[] {
  const named = wordsOf(command.script);
  return changes.flatMap((change): readonly IntegrityFinding[] => {
    const { path } = change;
    if (changesTestCommand(change))
      return [{ kind: 'test-command-changed', path, detail: 'changes what the test command executes' }];
    if (isNamed(path, named))
      return [{ kind: 'test-setup-changed', path, detail: 'was changed, and the test command names it' }];
    if (changesSetup(change, command))
      return [{ kind: 'test-setup-changed', path, detail: 'was changed, and it decides how the tests are run' }];
    return [];
  });
}

function changesTestCommand({ path, before, after }: ChangedText): boolean {
  const command = testCommandText(path, before ?? '');
  return command !== null && command !== testCommandText(path, after ?? '');
}

function wordsOf(script: string): ReadonlySet<string> {
  return new Set((script.match(/[\w@./-]+/g) ?? []).map((word) => word.replace(/^(?:\.{1,2}\/)+/, '')));
}

/** A script may change its folder or leave an ending out. The tests themselves are judged by what is in them. */
function isNamed(path: string, words: ReadonlySet<string>): boolean {
  if (isTestPath(path) && /\.[cm]?[jt]sx?$/.test(path)) return false;
  const parts = path.split('/');
  const tails = parts.map((_, index) => parts.slice(index).join('/')).filter((tail) => /\w\.\w+$/.test(tail));
  return [path, path.replace(/(?:\/index)?\.[cm]?[jt]s$/, ''), ...tails].some((name) => words.has(name));
}

function changesSetup({ path, before, after }: ChangedText, { command, script }: TestCommand): boolean {
  const name = path.split('/').at(-1) ?? '';
  if (name === 'package.json') return manifestSetupText(path, before ?? '') !== manifestSetupText(path, after ?? '');
  const settings = runnerSettingsText(path, before ?? '');
  if (settings !== null) return settings !== runnerSettingsText(path, after ?? '');
  if (/^(?:GNUm|M|m)akefile$|\.mk$/.test(name)) return /\bmake\b/.test(`${command}\n${script}`);
  return isTestSetupPath(path);
}
