/** Lets one piece of work at a time through, in the order in which they came. */
export type InTurn = {
  readonly isBusy: boolean;
  run<T>(work: () => Promise<T>): Promise<T>;
};

export function inTurn(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return {
    get isBusy() {
      return waiting > 0;
    },
    async run(work) {
      const before = last;
      const { promise, resolve } = Promise.withResolvers<void>();
      last = promise;
      waiting += 1;
      try {
        await before;
        return await work();
      } finally {
        waiting -= 1;
        resolve();
      }
    },
  };
}
