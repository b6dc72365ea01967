import { afterAll, beforeAll, describe, test } from 'vitest';
import { operatorSettings } from '../../src/config/operator-settings.ts';
import { sandboxContract } from '../../src/sandbox/contract/sandbox-contract.ts';
import { connectEngine } from '../../src/sandbox/engine/connect-engine.ts';
import { dockerContract } from '../support/docker-contract.ts';

const { Runtimes = {} } = await connectEngine(operatorSettings().dockerHost).info();
const hasGvisor = Object.keys(Runtimes).some((name) => name.startsWith('runsc'));
const contract = dockerContract('disk', 'syscall');
const name = hasGvisor ? contract.name : `${contract.name}: skipped, this engine knows no gVisor`;

sandboxContract(
  { describe: hasGvisor ? describe : describe.skip, test, beforeAll, afterAll },
  { name, open: contract.open },
);
