import { BlockList, isIP } from 'node:net';
import type { EgressRule } from '../sandbox.ts';

/** Why a connection may not be made to `address`, or `null` when it may. */
export function refuseAddress(address: string, policy: EgressRule['addresses']): string | null {
  const [bare = ''] = address.split('%');
  const version = isIP(bare);
  if (version === 0) return 'is not an address';

  const family = version === 4 ? 'ipv4' : 'ipv6';
  if (never.check(bare, family)) return 'is a cloud metadata or link-local address';
  if (policy === 'any' || (policy !== 'public' && isWithin(policy, bare, family))) return null;
  if (family === 'ipv6' && !globalUnicast.check(bare, family)) return 'is not a public address';
  return specialUse.check(bare, family) ? 'is not a public address' : null;
}

/** Only blocks of its own family count: to `BlockList`, every IPv4 address is in `::/0`. */
function isWithin(blocks: readonly string[], address: string, family: 'ipv4' | 'ipv6'): boolean {
  return blockList(blocks.filter((block) => block.includes(':') === (family === 'ipv6'))).check(address, family);
}

/** Where clouds keep credentials for whoever asks. No operator's registry lives there, whatever a name may resolve to. */
const never = blockList([
  ...inEveryForm('169.254.0.0', 16),
  ...inEveryForm('100.100.100.200', 32), // Alibaba Cloud
  ...inEveryForm('168.63.129.16', 32), // Azure's host
  ...inEveryForm('192.0.0.192', 32), // Oracle Cloud
  'fe80::/10',
  'fd00:ec2::/32', // AWS
  'fd20:ce::254/128', // Google Cloud
  'fd00:42::42/128', // Scaleway
  '64:ff9b:1::/48', // NAT64 of whoever runs the network, which nobody else can read
]);

/** As IPv6: compatible, translated, NAT64 and 6to4. `BlockList` itself knows the mapped form. */
function inEveryForm(network: string, prefix: number): readonly string[] {
  const bytes = Buffer.from(network.split('.').map(Number)).toString('hex');
  return [
    `${network}/${prefix}`,
    ...['::', '::ffff:0:', '64:ff9b::'].map((start) => `${start}${network}/${96 + prefix}`),
    `2002:${bytes.slice(0, 4)}:${bytes.slice(4)}::/${16 + prefix}`,
  ];
}

/** The only part of IPv6 that is routed on the Internet. Everything else, mapped and translated IPv4 too, is special. */
const globalUnicast = blockList(['2000::/3']);

/** The registries of RFC 6890 as of 2025, multicast, and what is reserved. */
const specialUse = blockList([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '2620:4f:8000::/48',
  '3fff::/20',
]);

function blockList(subnets: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [network = '', prefix] = subnet.split('/');
    list.addSubnet(network, Number(prefix), network.includes(':') ? 'ipv6' : 'ipv4');
  }
  return list;
}
