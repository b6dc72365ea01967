import { expect, test } from 'vitest';
import { findShortage } from '../../../../src/sandbox/disk/find-shortage.ts';
import type { DiskFigures } from '../../../../src/sandbox/disk/measure-disk.ts';

const gib = 2 ** 30;
const rule = { reserveBytes: 5 * gib, overcommit: 1 };

/** A pool of 100 GiB with 10 GiB in it and 20 GiB still to be written; 40 GiB free on the host. */
function someFigures(figures: Partial<DiskFigures> = {}): DiskFigures {
  return {
    totalBytes: 100 * gib,
    usedBytes: 10 * gib,
    promisedBytes: 30 * gib,
    unwrittenBytes: 20 * gib,
    spareBytes: 0,
    hostFreeBytes: 40 * gib,
    hostClaimedBytes: 0,
    ...figures,
  };
}

test.for([
  ['what is promised fits', {}],
  ['all of the pool is promised', { totalBytes: 30 * gib }],
  ['the host has just enough beside the reserve', { hostFreeBytes: 25 * gib }],
  ['the pool has the rest on the host already', { hostFreeBytes: 6 * gib, spareBytes: 19 * gib }],
  [
    'the host is full and nothing more can be written',
    { hostFreeBytes: 5 * gib, promisedBytes: 10 * gib, unwrittenBytes: 0 },
  ],
] as const)('there is room when %s', ([, figures]) => {
  expect(findShortage(someFigures(figures), rule)).toBeNull();
});

test.for([
  ['more is promised than the pool can hold', { totalBytes: 29 * gib }, '30.00 GiB would be promised of the 29.00 GiB'],
  [
    'the host has too little beside the reserve',
    { hostFreeBytes: 24 * gib },
    '24.00 GiB are free, of which 5.00 GiB stay free',
  ],
  [
    'the host has less than the reserve',
    { hostFreeBytes: 4 * gib, spareBytes: 20 * gib },
    '0.00 GiB could still be written',
  ],
  [
    'an archive takes what is free',
    { hostFreeBytes: 25 * gib, hostClaimedBytes: gib },
    '21.00 GiB could still be written',
  ],
] as const)('there is a shortage when %s', ([, figures, words]) => {
  expect(findShortage(someFigures(figures), rule)).toContain(words);
});

test('over-commitment counts a part of what is still to be written, and all that is', () => {
  const twice = { ...rule, overcommit: 2 };

  expect(findShortage(someFigures({ totalBytes: 20 * gib, hostFreeBytes: 15 * gib }), twice)).toBeNull();
  expect(findShortage(someFigures({ totalBytes: 19 * gib }), twice)).toContain('20.00 GiB would be promised');
  expect(findShortage(someFigures({ hostFreeBytes: 14 * gib }), twice)).toContain('10.00 GiB could still be written');
});
