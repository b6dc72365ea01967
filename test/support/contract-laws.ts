import { type ContractOf, sandboxContract } from '../../src/sandbox/contract/sandbox-contract.ts';

export type ContractLaws = {
  /** What each law promises, and the test of it. */
  readonly laws: ReadonlyMap<string, () => Promise<void>>;
  open(): Promise<void>;
  close(): Promise<void>;
};

/** The contract's laws for a test that wants to run them one by one, and see them fail. */
export function contractLaws(contract: ContractOf): ContractLaws {
  const laws = new Map<string, () => Promise<void>>();
  const hooks = { open: notThere, close: notThere };
  sandboxContract(
    {
      describe: (_name, body) => body(),
      test(name, body) {
        if (laws.has(name)) throw new Error(`Two laws have the title ${JSON.stringify(name)}.`);
        laws.set(name, body);
      },
      beforeAll: (body) => {
        hooks.open = body;
      },
      afterAll: (body) => {
        hooks.close = body;
      },
    },
    contract,
  );
  return { laws, open: () => hooks.open(), close: () => hooks.close() };
}

async function notThere(): Promise<void> {
  throw new Error('The contract asked for no such hook.');
}
