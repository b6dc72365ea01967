import { expect, test } from 'vitest';
import { refuseAddress } from '../../../../src/sandbox/egress/refuse-address.ts';

test.for([
  '1.1.1.1',
  '9.9.9.9',
  '100.63.255.255',
  '100.128.0.0',
  '172.15.0.1',
  '172.32.0.1',
  '2606:4700::1111',
  '2a00::1',
])('%s is public', (address) => {
  expect(refuseAddress(address, 'public')).toBeNull();
});

test.for([
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '127.0.0.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.8',
  '192.0.2.1',
  '192.88.99.1',
  '192.168.1.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:10.0.0.1',
  '::ffff:8.8.8.8',
  '::8.8.8.8',
  '64:ff9b::808:808',
  '100::1',
  '2001::1',
  '2001:db8::1',
  '2002:808:808::1',
  '3fff::1',
  '5f00::1',
  'fc00::1',
  'fd12:3456::1',
  'fec0::1',
  'ff02::1',
])('%s is for a special use, and reached only when the operator vouches for it', (address) => {
  expect(refuseAddress(address, 'public')).toBe('is not a public address');
  expect(refuseAddress(address, 'any')).toBeNull();
});

test.for([
  '169.254.169.254',
  '169.254.0.1',
  '::ffff:169.254.169.254',
  '::ffff:a9fe:a9fe',
  '::169.254.169.254',
  '::ffff:0:169.254.169.254',
  '64:ff9b::a9fe:a9fe',
  '64:ff9b:1::a9fe:a9fe',
  '2002:a9fe:a9fe::1',
  'fe80::1',
  'fe80::1%eth0',
  'fd00:ec2::254',
  'fd20:ce::254',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  '::ffff:168.63.129.16',
  '64:ff9b::100.100.100.200',
  '::168.63.129.16',
  '::ffff:0:192.0.0.192',
  '2002:6464:64c8::1',
  'fd00:42::42',
])('%s hands out credentials to whoever asks, and is never reached', (address) => {
  expect(refuseAddress(address, 'public')).toBe('is a cloud metadata or link-local address');
  expect(refuseAddress(address, 'any')).toBe('is a cloud metadata or link-local address');
  expect(refuseAddress(address, ['0.0.0.0/0', '::/0'])).toBe('is a cloud metadata or link-local address');
});

test.for<[string, readonly string[], boolean]>([
  ['10.1.2.3', ['10.1.0.0/16'], true],
  ['10.2.0.1', ['10.1.0.0/16'], false],
  ['10.2.0.1', ['192.168.0.0/16', '10.2.0.1/32'], true],
  ['10.2.0.2', ['192.168.0.0/16', '10.2.0.1/32'], false],
  ['9.9.9.9', ['10.1.0.0/16'], true],
  ['9.9.9.9', [], true],
  ['127.0.0.1', [], false],
  ['fd12::1', ['fd12::/16'], true],
  ['fd13::1', ['fd12::/16'], false],
  ['::ffff:10.1.2.3', ['10.1.0.0/16'], false],
  ['::10.1.2.3', ['10.1.0.0/16'], false],
  ['64:ff9b::10.1.2.3', ['10.1.0.0/16'], false],
  ['10.1.2.3', ['::/0'], false],
])('beside public addresses %s is reached with %j: %s', ([address, blocks, isReached]) => {
  expect(refuseAddress(address, blocks)).toBe(isReached ? null : 'is not a public address');
});

test.for(['', 'localhost', '1.2.3', '0x7f000001', '[::1]'])('%j is not an address', (address) => {
  expect(refuseAddress(address, 'any')).toBe('is not an address');
});
