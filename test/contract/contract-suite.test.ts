import { afterAll, beforeAll, expect, test } from 'vitest';
import { contractLaws } from '../support/contract-laws.ts';
import { dockerContract } from '../support/docker-contract.ts';
import { type Defect, defects, withDefect } from '../support/planted-defects.ts';

/** The contract itself is tested by a provider that breaks one of its laws at a time. */
let planted: Defect | null = null;

const contract = contractLaws({
  name: 'a provider with a defect',
  async open() {
    const subject = await dockerContract('memory').open();
    return {
      provider: withDefect(subject.provider, () => planted),
      spec: () => subject.spec(),
      reopen: async () => withDefect(await subject.reopen(), () => planted),
      [Symbol.asyncDispose]: () => subject[Symbol.asyncDispose](),
    };
  },
});

beforeAll(() => contract.open());
afterAll(() => contract.close());

test('every planted defect is one of a law that exists', () => {
  expect(defects.map(([law]) => law).filter((law) => !contract.laws.has(law))).toEqual([]);
  expect(contract.laws.size).toBeGreaterThan(100);
});

test.for(defects)('sees the defect, and only with it: %s', async ([title, defect]) => {
  const law = contract.laws.get(title) ?? expect.unreachable(title);

  await law();

  planted = defect;
  try {
    await expect(law()).rejects.toThrow();
  } finally {
    planted = null;
  }
});
