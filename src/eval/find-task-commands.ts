import { detectCommands } from '../verify/detect-commands.ts';
import type { Commands, TestCommand } from '../verify/suite.ts';
import type { EvaluationTask } from './task-manifest.ts';

type ReadText = (path: string) => Promise<string | null>;

/** The commands a task is graded by: those of the manifest, with what the base says about how the test command runs. */
export async function findTaskCommands(
  { install, test }: Pick<EvaluationTask, 'install' | 'test'>,
  readText: ReadText,
): Promise<Commands> {
  const found = await detectCommands(readText);
  const own = found.kind === 'found' ? found.commands : null;
  return {
    lint: null,
    typecheck: null,
    build: null,
    ...own,
    install: install === undefined ? (own?.install ?? null) : install,
    test: own?.test.command === test.command ? own.test : await readTestCommand(test.command),
  };
}

/** A command is understood like the script of a package. */
async function readTestCommand(command: string): Promise<TestCommand> {
  const manifest = JSON.stringify({ scripts: { test: command } });
  const found = await detectCommands(async (path) => (path === 'package.json' ? manifest : null));
  if (found.kind === 'found') return { ...found.commands.test, command };
  return { command, script: command, env: {}, runner: 'exit-code' };
}
