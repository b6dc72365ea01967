import type { LayersSettings } from './layers.ts';

export type KeptLayer = { readonly id: string; readonly lastUsedAt: Date; readonly bytes: number };

/** The ids of those that are too old, and of those for which the ones used later leave no room. */
export function chooseEvicted(
  layers: readonly KeptLayer[],
  now: Date,
  { maxBytes, maxUnusedMs }: LayersSettings,
): readonly string[] {
  const latestFirst = layers.toSorted((one, other) => other.lastUsedAt.getTime() - one.lastUsedAt.getTime());
  let bytes = 0;
  return latestFirst.flatMap((layer) => {
    const isOld = now.getTime() - layer.lastUsedAt.getTime() > maxUnusedMs;
    if (isOld || bytes + layer.bytes > maxBytes) return [layer.id];
    bytes += layer.bytes;
    return [];
  });
}
