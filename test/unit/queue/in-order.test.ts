import { expect, test } from 'vitest';
import { inOrder } from '../../../src/queue/in-order.ts';

/** Work that says when it begins and goes on until it is let go. */
function someWork() {
  const begun: string[] = [];
  const gates = new Map<string, PromiseWithResolvers<void>>();
  const work = (name: string) => async () => {
    begun.push(name);
    const gate = Promise.withResolvers<void>();
    gates.set(name, gate);
    await gate.promise;
  };
  return {
    begun,
    work,
    end: (name: string) => gates.get(name)?.resolve(),
    fail: (name: string) => gates.get(name)?.reject(new Error(name)),
  };
}

test('what is about one member goes in order, and about several beside one another', async () => {
  const { begun, work, end } = someWork();
  const put = inOrder(9);

  void put({ group: '1', member: 'a' }, work('a1'));
  void put({ group: '1', member: 'a' }, work('a2'));
  void put({ group: '1', member: 'b' }, work('b1'));
  await expect.poll(() => begun).toEqual(['a1', 'b1']);
  end('a1');

  await expect.poll(() => begun).toEqual(['a1', 'b1', 'a2']);
});

test('what is about a whole group waits for all of it, and all of it for that; other groups go on', async () => {
  const { begun, work, end } = someWork();
  const put = inOrder(9);

  void put({ group: '1', member: 'a' }, work('a1'));
  void put({ group: '1', member: 'b' }, work('b1'));
  void put({ group: '1', member: null }, work('all'));
  void put({ group: '1', member: 'b' }, work('b2'));
  void put({ group: '2', member: 'a' }, work('other'));
  await expect.poll(() => begun).toEqual(['a1', 'b1', 'other']);
  end('a1');
  end('b1');
  await expect.poll(() => begun).toEqual(['a1', 'b1', 'other', 'all']);
  end('all');

  await expect.poll(() => begun).toEqual(['a1', 'b1', 'other', 'all', 'b2']);
});

test('work that fails ends itself alone', async () => {
  const { begun, work, fail } = someWork();
  const put = inOrder(1);

  const failed = put({ group: '1', member: 'a' }, work('a1'));
  void put({ group: '1', member: 'a' }, work('a2'));
  await expect.poll(() => begun).toEqual(['a1']);
  fail('a1');

  await expect(failed).rejects.toThrow('a1');
  await expect.poll(() => begun).toEqual(['a1', 'a2']);
});

test('no more goes on at once than the limit allows', async () => {
  const { begun, work, end } = someWork();
  const put = inOrder(2);

  for (const name of ['a', 'b', 'c', 'd']) void put({ group: '1', member: name }, work(name));
  await expect.poll(() => begun).toEqual(['a', 'b']);
  end('b');
  await expect.poll(() => begun).toEqual(['a', 'b', 'c']);
  end('a');

  await expect.poll(() => begun).toEqual(['a', 'b', 'c', 'd']);
});
