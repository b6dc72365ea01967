import type { PoolDeps, PoolSettings } from '../../../../src/sandbox/pool/pool.ts';
import type { BoxShape } from '../../../../src/sandbox/pool/pool-key.ts';

export const shapeOf = (imageId: string): BoxShape => ({
  imageId,
  runtime: 'runc',
  limits: { cpus: 1, memoryMiB: 256, pids: 64, workspaceMiB: 64, workspaceInodes: 1000 },
  storage: 'memory',
});

export const someSettings = (different: Partial<PoolSettings> = {}): PoolSettings => ({
  maxBoxes: 10,
  atLeast: { hot: 1, frozen: 0 },
  atMost: { hot: 4, frozen: 4 },
  refillsAtOnce: 2,
  refillAfterMs: 0,
  idleShapeMs: 60_000,
  maxAgeMs: 600_000,
  checkEveryMs: 10_000,
  checkTimeoutMs: 1000,
  makeTimeoutMs: 5000,
  retryFirstMs: 1000,
  retryLastMs: 8000,
  burstMs: 1000,
  demandHalfLifeMs: 30_000,
  ...different,
});

export class FakeBox {
  readonly shape: BoxShape;
  state: 'running' | 'frozen' | 'disposed' = 'running';
  isAlive = true;
  isGiven = false;
  /** What the driver does with it right now. */
  isBusy = false;

  constructor(shape: BoxShape) {
    this.shape = shape;
  }
}

export type Operation = {
  readonly kind: 'make' | 'isHealthy' | 'freeze' | 'thaw' | 'dispose';
  readonly shape: BoxShape | null;
  readonly signal: AbortSignal | null;
  succeed(): void;
  fail(): void;
};

/** A driver whose every operation ends when the test says so, and a clock that the test moves. */
export class PoolWorld {
  now = 0;
  readonly boxes: FakeBox[] = [];
  readonly operations: Operation[] = [];
  readonly broken: string[] = [];
  warnings = 0;
  #timers: { readonly at: number; readonly work: () => void }[] = [];

  readonly deps: PoolDeps<FakeBox> = {
    make: (shape, signal) =>
      this.#operation({ kind: 'make', shape, signal }, () => {
        const box = new FakeBox(shape);
        this.boxes.push(box);
        return box;
      }),
    isAlive: (box) => box.isAlive,
    isHealthy: (_, signal) => this.#operation({ kind: 'isHealthy', shape: null, signal }, () => true),
    freeze: (box) => this.#change('freeze', box, 'frozen'),
    thaw: (box) => this.#change('thaw', box, 'running'),
    dispose: (box) => this.#change('dispose', box, 'disposed'),
    cost: async (box) => (box.isAlive ? { memoryBytes: 1000, cpuMs: 1 } : null),
    now: () => this.now,
    after: (ms, work) => {
      const timer = { at: this.now + ms, work };
      this.#timers.push(timer);
      return () => {
        this.#timers = this.#timers.filter((other) => other !== timer);
      };
    },
    log: {
      warn: () => {
        this.warnings += 1;
      },
    },
  };

  get timers(): number {
    return this.#timers.length;
  }

  async advance(ms: number): Promise<void> {
    const until = this.now + ms;
    for (;;) {
      const due = this.#timers.filter(({ at }) => at <= until).toSorted((one, other) => one.at - other.at)[0];
      if (due === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== due);
      this.now = Math.max(this.now, due.at);
      due.work();
      await settled();
    }
    this.now = until;
    await settled();
  }

  /** Lets everything that was begun succeed, and what follows from it without the clock moving. */
  async finishAll(): Promise<void> {
    await this.advance(0);
    while (this.operations.length > 0) {
      for (const operation of this.operations.splice(0)) operation.succeed();
      await this.advance(0);
    }
  }

  pending(kind: Operation['kind']): readonly Operation[] {
    return this.operations.filter((operation) => operation.kind === kind);
  }

  /** Boxes that exist and belong to the pool, with those that are being made. */
  get poolBoxes(): number {
    return this.pending('make').length + this.boxes.filter((box) => !box.isGiven && box.state !== 'disposed').length;
  }

  #change(kind: 'freeze' | 'thaw' | 'dispose', box: FakeBox, state: FakeBox['state']): Promise<void> {
    if (box.isGiven) this.broken.push(`${kind} of a box that was given out`);
    if (box.isBusy) this.broken.push(`${kind} of a box that is busy`);
    if (box.state === 'disposed') this.broken.push(`${kind} of a box that was disposed of`);
    box.isBusy = true;
    const done = (failed: boolean) => {
      box.isBusy = false;
      // Whether it failed or not, nobody tries again: the driver's own sweep finds what is left.
      if (!failed || kind === 'dispose') box.state = state;
    };
    return this.#operation(
      { kind, shape: box.shape, signal: null },
      () => done(false),
      () => done(true),
    );
  }

  #operation<T>(
    what: Pick<Operation, 'kind' | 'shape' | 'signal'>,
    onSuccess: () => T,
    onFailure: () => void = () => undefined,
  ): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const operation: Operation = {
      ...what,
      succeed: () => {
        this.#end(operation);
        resolve(onSuccess());
      },
      fail: () => {
        this.#end(operation);
        onFailure();
        reject(new Error('It failed.'));
      },
    };
    this.operations.push(operation);
    return promise;
  }

  #end(operation: Operation): void {
    const index = this.operations.indexOf(operation);
    if (index >= 0) this.operations.splice(index, 1);
  }
}

/** All promises that can go on have gone on. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
