import { expect, test } from 'vitest';
import { judgeProbe, type ProbeSetting } from '../../../../src/sandbox/isolation/judge-probe.ts';
import type { ProbeResult } from '../../../../src/sandbox/isolation/run-probe.ts';

const inside = [
  'user',
  'capabilities',
  'no new privileges',
  'system call filter',
  'system calls',
  'ordinary programs',
  'limits per process',
  'read-only system',
  'kernel settings',
  'devices',
  'network',
  'secrets and sockets',
  'workspace size',
  'workspace files',
  'processes',
  'entropy',
];
const told = { clock: '0', kernel: 'Linux version 4.4.0', 'user map': '0 100000 65536', memory: 'killed' };
const said = [...inside.map((name) => [name, 'fine']), ...Object.entries(told)];

const good: ProbeResult = {
  findings: said.map(([name = '', detail = '']) => ({ name, passed: true, detail })),
  eatenMiB: 200,
  skewMs: 3,
  throttledPeriods: 5,
  logPath: '',
  stderr: '',
};
const setting: ProbeSetting = { isolation: 'syscall', hostKernel: '6.1.0', memoryMiB: 256, visitors: [] };

test('a box in which everything was refused passes', () => {
  expect(failed(good)).toEqual([]);
});

test('a box that ended with the attempt on its memory has upheld the limit', () => {
  expect(failed({ ...good, findings: without('memory') })).toEqual([]);
});

test.for([
  [
    'that got half as much again as its limit',
    { eatenMiB: 384 },
    'memory: 384 MiB could be taken, and the limit is 256',
  ],
  [
    'that ended before it took any memory',
    { eatenMiB: 0, findings: without('memory') },
    'memory: the box ended at 0 of 256 MiB',
  ],
  ['whose clock is an hour off', { skewMs: -3_600_000 }, "clock: -3600000 ms beside the host's"],
  ['that did not tell the time', { skewMs: Number.POSITIVE_INFINITY }, 'clock: not told'],
  ['that was never held back', { throttledPeriods: 0 }, 'processor: never held back, four threads being busy'],
  ['whose output is kept', { logPath: '/var/log/box.json' }, 'output: written to /var/log/box.json'],
] as const)('a box %s fails', ([, different, failure]) => {
  expect(failed({ ...good, ...different })).toEqual([failure]);
});

test('what a probe did not come to say has failed, with the last that was heard of it', () => {
  const cut = { ...good, findings: good.findings.slice(0, 15), stderr: 'fork failed\n' };

  expect(failed(cut)).toContain('entropy: the probe ended after “processes”: fork failed');
});

test('a visitor at the host decides, whatever the box says', () => {
  expect(failed(good, { ...setting, visitors: ['tcp 192.0.2.1'] })).toEqual([
    'host addresses: the host was reached: tcp 192.0.2.1',
  ]);
});

test.for([
  ['syscall', '4.4.0', ["isolation: the host's own kernel answers"]],
  ['vm', '4.4.0', ["isolation: the host's own kernel answers"]],
  ['container', '4.4.0', []],
  ['user-ns', '4.4.0', []],
] as const)('a runtime that claims %s is held to it', ([isolation, hostKernel, failures]) => {
  expect(failed(good, { ...setting, isolation, hostKernel })).toEqual(failures);
});

test('a user namespace in which root is root is none', () => {
  const findings = good.findings.map((finding) =>
    finding.name === 'user map' ? { ...finding, detail: '0 0 4294967295' } : finding,
  );

  expect(failed({ ...good, findings }, { ...setting, isolation: 'user-ns' })).toEqual([
    'isolation: user map: 0 0 4294967295',
  ]);
});

function failed(result: ProbeResult, of: ProbeSetting = setting): readonly string[] {
  const checks = judgeProbe(result, of).filter(({ passed }) => !passed);
  return checks.map(({ name, detail }) => `${name}: ${detail}`);
}

function without(name: string) {
  return good.findings.filter((finding) => finding.name !== name);
}
