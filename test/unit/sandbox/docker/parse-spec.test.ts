import { expect, test } from 'vitest';
import { parseSpec } from '../../../../src/sandbox/docker/parse-spec.ts';
import type { SandboxSpec } from '../../../../src/sandbox/sandbox.ts';

const limits = { cpus: 1, memoryMiB: 256, pids: 128, workspaceMiB: 64, workspaceInodes: 5000 };
const spec: SandboxSpec = {
  image: 'sandpiper/node:24',
  limits,
  workspace: { kind: 'new' },
  network: { kind: 'none' },
  env: {},
};

test.for([
  [{}],
  [{ image: 'registry.example:5000/team/image@sha256:00ff' }],
  [{ labels: { run: 'run-1', empty: '' } }],
  [{ workspace: { kind: 'new', storage: 'disk' }, idle: { freezeMs: 0, hibernateMs: 1, archiveMs: 2, destroyMs: 3 } }],
  [{ workspace: { kind: 'snapshot', id: 'a1' }, idle: { hibernateMs: 5 } }],
  [{ limits: { ...limits, cpus: 0.5 } }],
  [{ env: { LANG: 'C.UTF-8', 'npm_config_@scope:registry': 'x' } }],
] as const)('%j can be had', ([different]) => {
  expect(() => parseSpec({ ...spec, ...different })).not.toThrow();
});

test.for([
  [{ limits: { ...limits, cpus: 0 } }, 'cpus'],
  [{ limits: { ...limits, cpus: Number.NaN } }, 'cpus'],
  [{ limits: { ...limits, memoryMiB: -1 } }, 'memoryMiB'],
  [{ limits: { ...limits, memoryMiB: 1.5 } }, 'memoryMiB'],
  [{ limits: { ...limits, memoryMiB: Number.POSITIVE_INFINITY } }, 'memoryMiB'],
  [{ limits: { ...limits, pids: 0 } }, 'pids'],
  [{ limits: { ...limits, workspaceMiB: 2 ** 53 } }, 'workspaceMiB'],
  [{ limits: { ...limits, workspaceInodes: 0 } }, 'workspaceInodes'],
  [{ image: '' }, 'image'],
  [{ image: '--privileged' }, 'image'],
  [{ image: 'two words' }, 'image'],
  [{ labels: { '': 'x' } }, 'labels'],
  [{ labels: { a: 'nul\0' } }, 'labels'],
  [{ env: { 'A=B': 'x' } }, 'env'],
  [{ env: { A: 'nul\0' } }, 'env'],
  [{ env: { A: 'x'.repeat(200_000) } }, 'env'],
  [{ workspace: { kind: 'read-only', of: '../other' } }, 'workspace'],
  [{ workspace: { kind: 'snapshot', id: '' } }, 'workspace'],
  [{ idle: { freezeMs: -1 } }, 'idle'],
  [{ idle: { freezeMs: Number.NaN } }, 'idle'],
  [{ idle: { hibernateMs: 5 } }, 'idle'],
  [{ workspace: { kind: 'read-only', of: 'a1' }, idle: { archiveMs: 5 } }, 'idle'],
  [{ network: { kind: 'egress', allow: [{}], onAttempt: () => undefined } }, 'host'],
  [{ isolation: 'none' }, 'isolation'],
] as const)('%j cannot be had, and the fault says what is wrong', ([different, named]) => {
  // What comes from JavaScript need not keep to the types.
  const wrong = { ...spec, ...different } as SandboxSpec;

  expect(() => parseSpec(wrong)).toThrow(
    expect.objectContaining({
      name: 'SandboxFault',
      code: 'invalid',
      ran: 'no',
      message: expect.stringContaining(named),
    }),
  );
});
