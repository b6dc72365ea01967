import { Background } from './background.ts';
import { checkWaiting } from './check-waiting.ts';
import { recordClaim } from './demand.ts';
import { planSizes } from './plan-sizes.ts';
import type { Pool, PoolCost, PoolDeps, PoolSettings, PoolSize, PoolStats } from './pool.ts';
import { type BoxShape, poolKey } from './pool-key.ts';
import { Shelf, type Waiting } from './shelf.ts';
import { sumCosts } from './sum-costs.ts';

/** See `openPool`. Whatever changes the number of boxes ends in `#tend`, which compares it with what is wanted. */
export class WarmPool<Box> implements Pool<Box> {
  readonly #deps: PoolDeps<Box>;
  readonly #settings: PoolSettings;
  readonly #background: Background;
  readonly #shelves = new Map<string, Shelf<Box>>();
  readonly #counts = { hits: 0, misses: 0, refills: 0, failures: 0, discarded: 0 };
  #disposing = 0;
  #isTendingSoon = false;
  #closed: Promise<void> | null = null;

  constructor(deps: PoolDeps<Box>, settings: PoolSettings) {
    this.#deps = deps;
    this.#settings = settings;
    this.#background = new Background(deps.after);
    this.#checkLater();
  }

  async claim(shape: BoxShape): Promise<Box | null> {
    if (this.#background.isClosed) return null;
    const shelf = this.#shelf(shape);
    shelf.demand = recordClaim(shelf.demand, this.#deps.now(), this.#settings);
    this.#tendSoon(this.#settings.refillAfterMs);
    const box = this.#takeHot(shelf) ?? (await this.#takeFrozen(shelf));
    this.#counts[box === null ? 'misses' : 'hits'] += 1;
    return box;
  }

  prepare(shape: BoxShape, atLeast: PoolSize): void {
    this.#shelf(shape).prepared = atLeast;
    this.#tendSoon(0);
  }

  stats(): PoolStats {
    const shapes = [...this.#shelves.values()].map(({ shape, hot, frozen, making, wanted }) => {
      return { shape, hot: hot.length, frozen: frozen.length, making, wanted };
    });
    const total = (of: 'hot' | 'frozen' | 'making') => shapes.reduce((sum, stats) => sum + stats[of], 0);
    return { ...this.#counts, hot: total('hot'), frozen: total('frozen'), making: total('making'), shapes };
  }

  cost(): Promise<PoolCost> {
    const waiting = [...this.#shelves.values()].flatMap(({ hot, frozen }) => [...hot, ...frozen]);
    return sumCosts(
      this.#deps,
      waiting.map(({ box }) => box),
    );
  }

  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  async #end(): Promise<void> {
    this.#background.close();
    for (const { hot, frozen } of this.#shelves.values()) {
      for (const { box } of [...hot.splice(0), ...frozen.splice(0)]) this.#discard(box);
    }
    await this.#background.ended();
  }

  #shelf(shape: BoxShape): Shelf<Box> {
    const key = poolKey(shape);
    const shelf = this.#shelves.get(key) ?? new Shelf<Box>(shape);
    this.#shelves.set(key, shelf);
    return shelf;
  }

  #takeHot({ hot }: Shelf<Box>): Box | null {
    for (let waiting = hot.shift(); waiting !== undefined; waiting = hot.shift()) {
      if (this.#deps.isAlive(waiting.box)) return waiting.box;
      this.#discard(waiting.box);
    }
    return null;
  }

  async #takeFrozen(shelf: Shelf<Box>): Promise<Box | null> {
    for (let waiting = shelf.frozen.shift(); waiting !== undefined; waiting = shelf.frozen.shift()) {
      const thawed = Promise.withResolvers<Box | null>();
      const taking = this.#thaw(shelf, waiting, ({ box }) => thawed.resolve(box));
      this.#background.run(taking.then(() => thawed.resolve(null)));
      const box = (await thawed.promise) ?? this.#takeHot(shelf);
      if (box !== null) return box;
    }
    return null;
  }

  #tendSoon(ms: number): void {
    if (this.#isTendingSoon) return;
    this.#isTendingSoon = true;
    this.#background.later(ms, () => {
      this.#isTendingSoon = false;
      this.#tend();
    });
  }

  #tend(): void {
    if (this.#background.isClosed) return;
    const now = this.#deps.now();
    const shelves = [...this.#shelves.values()];
    const sizes = planSizes(shelves, now, this.#settings);
    for (const [index, shelf] of shelves.entries()) {
      shelf.wanted = sizes[index] ?? shelf.wanted;
      this.#shrink(shelf);
    }
    this.#refill(shelves);
    for (const [key, shelf] of this.#shelves) if (shelf.isForgotten(now, this.#settings)) this.#shelves.delete(key);
  }

  /** Moves what one ring has too much of to the other, or disposes of it. The oldest goes first. */
  #shrink(shelf: Shelf<Box>): void {
    const { hot, frozen, wanted } = shelf;
    for (const waiting of hot.splice(0, hot.length - wanted.hot)) {
      if (frozen.length + shelf.freezing < wanted.frozen) this.#background.run(this.#freeze(shelf, waiting));
      else this.#discard(waiting.box);
    }
    for (const waiting of frozen.splice(0, frozen.length - wanted.frozen)) {
      const heat = (thawed: Waiting<Box>) => void hot.push(thawed);
      if (hot.length + shelf.thawing < wanted.hot) this.#background.run(this.#thaw(shelf, waiting, heat));
      else this.#discard(waiting.box);
    }
  }

  /** One box for each shape in turn, so that a large wish does not keep a small one waiting. */
  #refill(shelves: readonly Shelf<Box>[]): void {
    const { refillsAtOnce, maxBoxes } = this.#settings;
    const now = this.#deps.now();
    const sum = (of: 'making' | 'count') => shelves.reduce((total, shelf) => total + shelf[of], 0);
    while (sum('making') < refillsAtOnce && sum('count') + this.#disposing < maxBoxes) {
      const needy = shelves.filter(({ missing, retryAt }) => missing > 0 && now >= retryAt);
      const next = needy.toSorted((one, other) => one.making - other.making)[0];
      if (next === undefined) return;
      this.#background.run(this.#make(next));
    }
  }

  async #make(shelf: Shelf<Box>): Promise<void> {
    shelf.making += 1;
    const startedAt = this.#deps.now();
    using deadline = this.#background.deadline(this.#settings.makeTimeoutMs);
    try {
      const box = await this.#deps.make(shelf.shape, deadline.signal);
      const madeAt = this.#deps.now();
      this.#counts.refills += 1;
      shelf.madeIn(madeAt - startedAt);
      this.#keep({ box, madeAt }, (waiting) => shelf.hot.push(waiting));
    } catch (error) {
      this.#retryLater(shelf, error);
    } finally {
      shelf.making -= 1;
      this.#tend();
    }
  }

  #retryLater(shelf: Shelf<Box>, error: unknown): void {
    if (this.#background.isClosed) return;
    this.#counts.failures += 1;
    const retryInMs = shelf.failedAt(this.#deps.now(), this.#settings);
    this.#deps.log.warn({ err: error, shape: shelf.shape, retryInMs }, 'A box for the pool could not be made');
    // A timer may be early by less than a millisecond.
    this.#background.later(retryInMs + 1, () => this.#tend());
  }

  async #freeze(shelf: Shelf<Box>, waiting: Waiting<Box>): Promise<void> {
    shelf.freezing += 1;
    const isFrozen = await this.#succeeds(this.#deps.freeze, waiting.box);
    shelf.freezing -= 1;
    if (isFrozen) this.#keep(waiting, () => shelf.frozen.push(waiting));
    this.#tend();
  }

  async #thaw(shelf: Shelf<Box>, waiting: Waiting<Box>, take: (thawed: Waiting<Box>) => void): Promise<void> {
    shelf.thawing += 1;
    const isThawed = await this.#succeeds(this.#deps.thaw, waiting.box);
    shelf.thawing -= 1;
    if (isThawed) this.#keep(waiting, take);
    this.#tend();
  }

  /** A box that could not be moved is disposed of. */
  async #succeeds(move: (box: Box) => Promise<void>, box: Box): Promise<boolean> {
    try {
      await move(box);
      if (this.#deps.isAlive(box)) return true;
    } catch (error) {
      this.#deps.log.warn({ err: error }, 'A box of the pool could not be frozen or thawed');
    }
    this.#discard(box);
    return false;
  }

  #keep(waiting: Waiting<Box>, put: (waiting: Waiting<Box>) => void): void {
    if (this.#background.isClosed) this.#discard(waiting.box);
    else put(waiting);
  }

  #discard(box: Box): void {
    this.#disposing += 1;
    this.#counts.discarded += 1;
    this.#background.run(this.#dispose(box));
  }

  async #dispose(box: Box): Promise<void> {
    try {
      await this.#deps.dispose(box);
    } catch (error) {
      this.#deps.log.warn({ err: error }, 'A box of the pool could not be disposed of');
    }
    this.#disposing -= 1;
    this.#tend();
  }

  #checkLater(): void {
    this.#background.later(this.#settings.checkEveryMs, () => this.#background.run(this.#check()));
  }

  async #check(): Promise<void> {
    using deadline = this.#background.deadline(this.#settings.checkTimeoutMs);
    const discard = (box: Box) => this.#discard(box);
    const deps = { ...this.#deps, settings: this.#settings, discard };
    await Promise.all([...this.#shelves.values()].map((shelf) => checkWaiting(deps, shelf, deadline.signal)));
    this.#tend();
    this.#checkLater();
  }
}
