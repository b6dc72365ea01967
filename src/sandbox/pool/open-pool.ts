import type { Pool, PoolDeps, PoolSettings } from './pool.ts';
import { WarmPool } from './warm-pool.ts';

/** Opens an empty pool: it fills by demand, or by `prepare`. */
export function openPool<Box>(deps: PoolDeps<Box>, settings: PoolSettings): Pool<Box> {
  return new WarmPool(deps, settings);
}
