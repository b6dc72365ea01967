import { afterAll, beforeAll, describe, test } from 'vitest';
import { sandboxContract } from '../../src/sandbox/contract/sandbox-contract.ts';
import { dockerContract } from '../support/docker-contract.ts';

sandboxContract({ describe, test, beforeAll, afterAll }, dockerContract('memory'));
