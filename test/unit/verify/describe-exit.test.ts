import { expect, test } from 'vitest';
import type { Exit } from '../../../src/sandbox/sandbox.ts';
import { describeExit } from '../../../src/verify/describe-exit.ts';

test.for<readonly [Exit, string]>([
  [{ reason: 'exited', code: 3 }, 'exited with code 3'],
  [{ reason: 'signaled', signal: 'SIGKILL' }, 'was ended by SIGKILL'],
  [{ reason: 'signaled', signal: '@everyone' }, 'was ended by a signal'],
  [{ reason: 'timeout' }, 'ran out of time'],
  [{ reason: 'oom' }, 'ran out of memory'],
  [{ reason: 'killed' }, 'was stopped'],
  [{ reason: 'lost' }, 'was lost with its sandbox'],
])('a command that ended by %j %s', ([exit, words]) => {
  expect(describeExit(exit)).toBe(words);
});
