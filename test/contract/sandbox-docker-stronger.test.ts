import { afterAll, beforeAll, describe, test } from 'vitest';
import { operatorSettings } from '../../src/config/operator-settings.ts';
import { sandboxContract } from '../../src/sandbox/contract/sandbox-contract.ts';
import { connectEngine } from '../../src/sandbox/engine/connect-engine.ts';
import { dockerContract } from '../support/docker-contract.ts';

const { Runtimes = {} } = await connectEngine(operatorSettings().dockerHost).info();

/** Each runs where the engine has it, and is skipped by name elsewhere. */
const stronger = [
  { product: 'gVisor', runtime: 'runsc', isolation: 'syscall' },
  { product: 'Sysbox', runtime: 'sysbox', isolation: 'user-ns' },
  { product: 'Kata', runtime: 'kata', isolation: 'vm' },
] as const;

for (const { product, runtime, isolation } of stronger) {
  const isHere = Object.keys(Runtimes).some((name) => name.startsWith(runtime));
  const { name, open } = dockerContract('disk', isolation);
  sandboxContract(
    { describe: isHere ? describe : describe.skip, test, beforeAll, afterAll },
    { name: isHere ? `${name}, ${product}` : `${name}: skipped, this engine knows no ${product}`, open },
  );
}
