/** What is needed of a test runner. `vitest` fits, and so does `node:test` with its `before` and `after`. */
export type ContractRunner = {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly test: (name: string, body: () => Promise<void>) => unknown;
  readonly beforeAll: (body: () => Promise<void>) => unknown;
  readonly afterAll: (body: () => Promise<void>) => unknown;
};

/** States one law: the title says what is promised, the body throws where it is not kept. */
export type Law = (title: string, body: () => Promise<void>) => void;
