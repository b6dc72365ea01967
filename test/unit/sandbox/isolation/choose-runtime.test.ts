import { expect, test } from 'vitest';
import { chooseRuntime } from '../../../../src/sandbox/isolation/choose-runtime.ts';
import type { Isolation, RuntimeVerdict } from '../../../../src/sandbox/sandbox.ts';
import { someVerdict } from './some-verdicts.ts';

const runc = someVerdict('runc', 'container');
const crun = someVerdict('crun', 'container');
const runsc = someVerdict('runsc', 'syscall');
const kata = someVerdict('kata', 'vm');
const oldRunsc = someVerdict('runsc-old', 'syscall', {
  'ordinary programs': 'statx, which ls needs: invalid argument',
});

test.for([
  ['container', [runc, crun, runsc], 'runc', 1],
  ['user-ns', [runc, runsc], 'runsc', 1],
  ['syscall', [runc, oldRunsc, runsc, kata], 'runsc', 2],
  ['syscall', [runc, oldRunsc, kata], 'kata', 2],
] as const)(
  'for %s the weakest accepted runtime that is strong enough is chosen, and no other tried',
  async ([wanted, verdicts, chosen, tried]) => {
    const { choice, asked } = await choose(verdicts, wanted);

    expect(choice.runtime).toBe(chosen);
    expect(asked).toHaveLength(tried);
  },
);

test('less than what is wanted is never given: each refused runtime is named with the reason', async () => {
  await expect(choose([runc, oldRunsc], 'syscall')).rejects.toMatchObject({
    name: 'SandboxFault',
    code: 'unsupported',
    ran: 'no',
    message:
      'No runtime of the Docker Engine gives the isolation `syscall`: ' +
      'runsc-old was refused (ordinary programs: statx, which ls needs: invalid argument).',
  });
});

test('where nothing claims it, what there is is said', async () => {
  await expect(choose([runc, runsc], 'vm')).rejects.toThrow(
    'the engine has no runtime that claims it (it has runc, runsc)',
  );
});

async function choose(verdicts: readonly RuntimeVerdict[], wanted: Isolation) {
  const asked: string[] = [];
  const runtimes = verdicts.map(({ runtime: name, isolation }) => ({
    name,
    isolation,
    isDefault: false,
    command: [name],
  }));
  const choice = await chooseRuntime(runtimes, wanted, async ({ name }) => {
    asked.push(name);
    const verdict = verdicts.find(({ runtime }) => runtime === name);
    if (verdict === undefined) throw new Error(name);
    return verdict;
  });
  return { choice, asked };
}
