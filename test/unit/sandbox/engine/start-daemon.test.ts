import { chmod, mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { connectEngine } from '../../../../src/sandbox/engine/connect-engine.ts';
import { startDaemon } from '../../../../src/sandbox/engine/start-daemon.ts';

test('shows the end of the log of an engine that ends as soon as it is started', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'sandpiper-test-'));
  const daemon = join(folder.path, 'dockerd');
  await writeFile(daemon, '#!/bin/sh\necho "failed to start daemon: no space left on device" >&2\nexit 1\n');
  await chmod(daemon, 0o755);
  const dockerHost = `unix://${folder.path}/docker.sock`;
  const said: string[] = [];
  const say = (line: string) => said.push(line);
  const docker = connectEngine(dockerHost);

  const started = startDaemon(
    { docker, dockerHost, dataDirectory: folder.path, say, daemon },
    new AbortController().signal,
  );

  await expect(started).rejects.toMatchObject({
    name: 'SandboxFault',
    message: expect.stringContaining('no space left on device'),
    nextAction: expect.stringContaining(join(folder.path, 'dockerd.log')),
  });
  expect(said).toEqual([expect.stringMatching(/is started as process \d+/)]);
});
