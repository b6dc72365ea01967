import type { Isolation, RuntimeVerdict } from '../../../../src/sandbox/sandbox.ts';

/** A verdict in which everything passed but what is named. */
export function someVerdict(
  runtime: string,
  isolation: Isolation,
  failed: Readonly<Record<string, string>> = {},
): RuntimeVerdict {
  const names = ['user', 'memory', 'ordinary programs', ...Object.keys(failed)];
  const checks = [...new Set(names)].map((name) => ({
    name,
    passed: !(name in failed),
    detail: failed[name] ?? 'fine',
  }));
  return { runtime, isolation, accepted: Object.keys(failed).length === 0, checks };
}
