import { expect, test } from 'vitest';
import { ensureEngine } from '../../../../src/sandbox/engine/ensure-engine.ts';

test('does not install or start an engine in place of one on another machine', async () => {
  const said: string[] = [];
  const deps = {
    dockerHost: 'tcp://127.0.0.1:1',
    dataDirectory: '/nonexistent',
    say: (line: string) => said.push(line),
  };

  const ensured = ensureEngine(deps, new AbortController().signal);

  await expect(ensured).rejects.toMatchObject({
    name: 'SandboxFault',
    ran: 'no',
    message: expect.stringContaining('tcp://127.0.0.1:1'),
    nextAction: 'Start the engine at that address, or correct DOCKER_HOST.',
  });
  expect(said).toEqual([]);
});
