import { posix } from 'node:path';
import type { GuidanceFile } from '../../agent/prompt/prompt-facts.ts';
import { isVendored } from './is-vendored.ts';
import { readGuidance } from './read-guidance.ts';

const most = 20;

/** The files for agents in folders below the root, the shallowest first: each is told when the agent comes to its folder. */
export async function readNestedGuidance(
  paths: readonly string[],
  readText: (path: string) => Promise<string | null>,
): Promise<readonly GuidanceFile[]> {
  const found = paths
    .filter((path) => /\/(?:AGENTS|CLAUDE)\.md$/.test(path) && !isVendored(path))
    .toSorted((one, other) => depth(one) - depth(other) || (one < other ? -1 : 1));
  const folders = Map.groupBy(found.slice(0, most), (path) => posix.dirname(path));
  const perFolder = await Promise.all([...folders.values()].map((some) => readGuidance(paths, some, readText)));
  return perFolder.flat();
}

function depth(path: string): number {
  return path.split('/').length;
}
