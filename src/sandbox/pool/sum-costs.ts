import type { PoolCost, PoolDeps } from './pool.ts';

export async function sumCosts<Box>({ cost }: Pick<PoolDeps<Box>, 'cost'>, boxes: readonly Box[]): Promise<PoolCost> {
  const costs = await Promise.all(boxes.map((box) => cost(box).catch(() => null)));
  const told = costs.filter((known) => known !== null);
  return {
    boxes: boxes.length,
    untold: boxes.length - told.length,
    memoryBytes: told.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0),
    cpuMs: told.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
  };
}
