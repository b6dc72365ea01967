import { expect, test } from 'vitest';
import { imageName, parseImageName, requireImageName } from '../../../../src/sandbox/disk/image-name.ts';

test('a name says whose image it is and how large', () => {
  const name = imageName('run_A-1', { mib: 2048, inodes: 200_000 });

  expect(parseImageName(name)).toEqual({ id: 'run_A-1', mib: 2048, inodes: 200_000, name });
});

test.for([
  'box.img',
  'box.1.img',
  'box.1.2.img.partial',
  '.1.2.img',
  'box.0.2.img',
  'box.01.2.img',
  'box.1.-2.img',
  'box.1.2e3.img',
  '../box.1.2.img',
  'a/b.1.2.img',
  'box.1.2.img\n',
  `${'x'.repeat(65)}.1.2.img`,
])('%j is no name of ours', (name) => {
  expect(parseImageName(name)).toBeNull();
});

test.for([
  ['a.b', { mib: 1, inodes: 1 }],
  ['box', { mib: 1e21, inodes: 1 }],
  ['box', { mib: 1, inodes: Number.POSITIVE_INFINITY }],
] as const)('the id %j with %j is refused', ([id, size]) => {
  expect(() => requireImageName(id, size)).toThrow(expect.objectContaining({ code: 'invalid', ran: 'no' }));
});
