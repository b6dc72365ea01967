import { expect, test } from 'vitest';
import { containerOptions } from '../../../../src/sandbox/docker/container-options.ts';

test('a box may take memory for its processes, its workspace, as much for temporary files, and 513 MiB', () => {
  const { HostConfig: host } = containerOptions({
    name: 'box',
    labels: {},
    volume: 'box',
    spec: {
      image: 'sandpiper/none:1',
      runId: 'run-1',
      limits: { cpus: 2, memoryMiB: 4096, pids: 512, workspaceMiB: 2048, workspaceInodes: 5000 },
      workspace: { kind: 'new' },
      network: { kind: 'none' },
      env: {},
    },
    hostCpus: 2,
  });

  expect(host?.Memory).toBe((4096 + 2 * 2048 + 513) * 1024 * 1024);
  expect(host?.MemorySwap).toBe(host?.Memory);
  expect(host?.Tmpfs?.['/tmp']).toContain('size=2048m,');
});
