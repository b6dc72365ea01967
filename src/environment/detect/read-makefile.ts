import type { Checkout } from '../checkout.ts';
import type { Commands, TestCommand } from '../commands.ts';
import { makeTargetText } from './make-target-text.ts';
import { recogniseRunner } from './recognise-runner.ts';

export type MakeCommands = Pick<Commands, 'lint' | 'typecheck' | 'build'> & { readonly test: TestCommand | null };

/** What the Makefile in the root has targets for. */
export async function readMakefile(checkout: Checkout): Promise<MakeCommands> {
  const makefile = (await checkout.readText('Makefile')) ?? '';
  const target = (name: string) => (makeTargetText(makefile, name) === null ? null : `make ${name}`);
  const script = makeTargetText(makefile, 'test');
  return {
    test: script === null ? null : { command: 'make test', script, env: {}, runner: recogniseRunner(script) },
    lint: target('lint'),
    typecheck: target('typecheck') ?? target('mypy'),
    build: target('build'),
  };
}
