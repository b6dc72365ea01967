import type { Component } from './read-engine-report.ts';

/**
 * What is known about versions and cannot be seen from inside a box. Distributions repair without a new version, so this
 * is advice: what refuses a runtime is what its boxes were found to do.
 */
const known = [
  { component: 'Docker Engine', from: '0', below: '20.10', what: 'it cannot give each box what a box needs' },
  {
    component: 'runc',
    from: '0',
    below: '1.1.12',
    what: 'CVE-2024-21626: a leaked descriptor leads out of a container',
  },
  {
    component: 'runc',
    from: '0',
    below: '1.2.8',
    what: 'CVE-2025-31133: a race while a container starts leads out of it',
  },
  {
    component: 'runc',
    from: '1.3',
    below: '1.3.3',
    what: 'CVE-2025-31133: a race while a container starts leads out of it',
  },
] as const;

/** One sentence for each version that is older than the first one repaired. */
export function findWeaknesses(components: readonly Component[]): readonly string[] {
  return known.flatMap(({ component, from, below, what }) => {
    const found = components.find(({ name }) => name === component);
    if (found === undefined || isOlder(found.version, from) || !isOlder(found.version, below)) return [];
    return [`${component} ${found.version} is older than ${below}: ${what}, unless your distribution has repaired it.`];
  });
}

function isOlder(version: string, than: string): boolean {
  const left = numbers(version);
  const right = numbers(than);
  const at = right.findIndex((part, index) => part !== (left[index] ?? 0));
  return at >= 0 && (left[at] ?? 0) < (right[at] ?? 0);
}

function numbers(version: string): readonly number[] {
  return (/\d+(?:\.\d+)*/.exec(version)?.[0] ?? '0').split('.').map(Number);
}
