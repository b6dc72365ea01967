import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { diagnose } from '../../src/sandbox/isolation/diagnose.ts';
import { openRuntimes } from '../../src/sandbox/isolation/open-runtimes.ts';
import { dockerSandboxesForTests } from '../support/docker-sandboxes.ts';

test('S12: the doctor tries everything out in real boxes, and says on one page whether this machine is fit', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'sandpiper-test-'));
  await using sandboxes = await dockerSandboxesForTests();
  const { docker, provider } = sandboxes;
  const runtimes = openRuntimes({
    docker,
    cacheFile: join(folder.path, 'verdicts.json'),
    log: { warn: () => undefined },
  });
  const deps = {
    docker,
    runtimes,
    image: sandboxes.spec().image,
    probe: (signal: AbortSignal) => provider.probe(signal),
  };

  const { text, exitCode } = await diagnose(deps, 'container', new AbortController().signal);

  expect(text).toMatch(/^runtime +runc\b/m);
  expect(text).toMatch(/^verdict +accepted\b/m);
  expect(text).toMatch(/^freeze: +available$/m);
  expect(text).toMatch(/^Next: nothing must be done/m);
  expect(exitCode).toBe(0);
}, 300_000);
