import type { Isolation, RuntimeCheck } from '../sandbox.ts';
import type { Finding, ProbeResult } from './run-probe.ts';

export type ProbeSetting = {
  readonly isolation: Isolation;
  /** The release of the kernel that the engine runs on. */
  readonly hostKernel: string;
  readonly memoryMiB: number;
  readonly visitors: readonly string[];
};

/** What a probe must have said; one that ended before it said it has failed there. */
const expected = [
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
] as const;

const greatestSkewMs = 5000;

/** Puts together what was seen from inside and from outside of the box. */
export function judgeProbe(result: ProbeResult, setting: ProbeSetting): readonly RuntimeCheck[] {
  return [
    ...expected.map((name) => fromInside(result, name)),
    atListener(setting.visitors),
    {
      name: 'clock',
      passed: Math.abs(result.skewMs) < greatestSkewMs,
      detail: Number.isFinite(result.skewMs) ? `${Math.round(result.skewMs)} ms beside the host's` : 'not told',
    },
    ofIsolation(result, setting),
    {
      name: 'processor',
      passed: result.throttledPeriods > 0,
      detail: result.throttledPeriods > 0 ? 'held back at the limit' : 'never held back, four threads being busy',
    },
    ofMemory(result, setting.memoryMiB),
    {
      name: 'output',
      passed: result.logPath === '',
      detail: result.logPath === '' ? 'kept nowhere' : `written to ${result.logPath}`,
    },
  ];
}

function fromInside(result: ProbeResult, name: string): RuntimeCheck {
  const said = find(result, name);
  if (said !== undefined) return said;
  const last = result.findings.at(-1)?.name;
  const after = last === undefined ? 'the probe did not begin' : `the probe ended after “${last}”`;
  return { name, passed: false, detail: result.stderr === '' ? after : `${after}: ${result.stderr.trim()}` };
}

function find({ findings }: ProbeResult, name: string): Finding | undefined {
  return findings.find((finding) => finding.name === name);
}

function atListener(visitors: readonly string[]): RuntimeCheck {
  const name = 'host addresses';
  if (visitors.length === 0) return { name, passed: true, detail: 'nobody came' };
  return { name, passed: false, detail: `the host was reached: ${visitors.join(', ')}` };
}

function ofIsolation(result: ProbeResult, { isolation, hostKernel }: ProbeSetting): RuntimeCheck {
  const name = 'isolation';
  const kernel = find(result, 'kernel')?.detail ?? '';
  const userMap = find(result, 'user map')?.detail ?? '';
  if (isolation === 'container') return { name, passed: true, detail: "shares the host's kernel and users" };
  if (isolation === 'user-ns') {
    return { name, passed: /^0 [1-9]/.test(userMap), detail: `user map: ${userMap || 'not told'}` };
  }
  const passed = kernel !== '' && !kernel.includes(hostKernel);
  return {
    name,
    passed,
    detail: passed ? `a kernel of its own: ${kernel.slice(0, 60)}` : "the host's own kernel answers",
  };
}

/** The box may have ended with the attempt: then the last that was heard of it counts. */
function ofMemory(result: ProbeResult, memoryMiB: number): RuntimeCheck {
  const name = 'memory';
  const said = find(result, name);
  if (result.eatenMiB >= 1.5 * memoryMiB) {
    return { name, passed: false, detail: `${result.eatenMiB} MiB could be taken, and the limit is ${memoryMiB}` };
  }
  const began = result.eatenMiB >= memoryMiB / 8;
  const how = said === undefined ? 'the box ended' : 'the process ended';
  return { name, passed: began && (said?.passed ?? true), detail: `${how} at ${result.eatenMiB} of ${memoryMiB} MiB` };
}
