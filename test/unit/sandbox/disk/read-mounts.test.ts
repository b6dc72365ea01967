import { expect, test } from 'vitest';
import { mountPoints } from '../../../../src/sandbox/disk/read-mounts.ts';

test('mount points are told in order, whatever their names', () => {
  const lines = [
    '27 1 254:0 / / rw,relatime - ext4 /dev/vda rw',
    '43 27 7:0 / /data/with\\040space\\134and\\012more rw shared:1 - xfs /dev/loop0 rw',
    '44 27 7:1 / /data/größer rw - ext4 /dev/loop1 rw',
    '45 44 7:2 / /data/größer rw - ext4 /dev/loop2 rw',
    '',
  ];

  expect(mountPoints(lines.join('\n'))).toEqual(['/', '/data/with space\\and\nmore', '/data/größer', '/data/größer']);
});
