import { expect, test } from 'vitest';
import { describeDiagnosis, type Findings, isFit } from '../../../../src/sandbox/isolation/describe-diagnosis.ts';
import { someVerdict } from './some-verdicts.ts';

const yes = { available: true } as const;

const findings: Findings = {
  engine: {
    kernel: '6.1.0',
    cgroupVersion: '2',
    storageDriver: 'overlay2',
    components: [
      { name: 'Docker Engine', version: '28.5.0' },
      { name: 'runc', version: '1.3.3' },
    ],
  },
  capabilities: {
    runtimes: [someVerdict('runc', 'container'), someVerdict('runsc', 'syscall', { memory: '384 MiB could be taken' })],
    disk: yes,
    freeze: yes,
    hibernate: yes,
    snapshot: { available: false, reason: 'no reflinks' },
    memoryAcrossReboot: false,
  },
  wanted: 'container',
};

test('everything found stands on one page, with one next step', () => {
  expect(describeDiagnosis(findings)).toBe(`Docker Engine 28.5.0, runc 1.3.3
Linux 6.1.0, cgroups 2, images on overlay2

runtime            runc       runsc
class              container  syscall
user               ok         ok
memory             ok         FAILED
ordinary programs  ok         ok
verdict            accepted   REFUSED

runsc was refused (memory: 384 MiB could be taken).

workspaces on disk:    available
freeze:                available
hibernate:             available
snapshot and fork:     not available: no reflinks
memory after a reboot: not kept

Next: nothing must be done. No box is made with runsc; it has its limits ignored: take \`--ignore-cgroups\` out of its arguments, or replace it.`);
});

test('a machine is fit when a box of the wanted isolation can be made', () => {
  expect(isFit(findings)).toBe(true);
  expect(isFit({ ...findings, wanted: 'syscall' })).toBe(false);
  expect(describeDiagnosis({ ...findings, wanted: 'syscall' })).toContain(
    'Next: no box of the isolation `syscall` can be made: runsc',
  );
});

test.for([
  ['runc', '1.1.5+ds1', /runc 1\.1\.5\+ds1 is older than 1\.1\.12: CVE-2024-21626/],
  ['runc', '1.2.7', /is older than 1\.2\.8: CVE-2025-31133/],
  ['runc', '1.3.2', /is older than 1\.3\.3: CVE-2025-31133/],
  ['Docker Engine', '19.03.15', /Docker Engine 19\.03\.15 is older than 20\.10/],
] as const)('%s %s is known to be weak', ([name, version, note]) => {
  const engine = { ...findings.engine, components: [{ name, version }] };

  expect(describeDiagnosis({ ...findings, engine })).toMatch(note);
});

test.for(['1.2.8', '1.3.3', '1.4.0'])('runc %s has nothing held against it', (version) => {
  const engine = { ...findings.engine, components: [{ name: 'runc', version }] };

  expect(describeDiagnosis({ ...findings, engine })).not.toContain('Note:');
});
