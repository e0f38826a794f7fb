import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** What is nobody's, one's own, or a network's inner affair (IANA's special-purpose registry), and what clouds answer their own machines at. */
const OWN_V4: [string, number][] = [
  ...([
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
  ] as [string, number][]),
  ...([
    ['169.254.0.0', 16],
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
  ] as [string, number][]),
  ...([
    ['192.88.99.0', 24],
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
  ] as [string, number][]),
  ...([
    ['203.0.113.0', 24],
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
  ] as [string, number][]),
  ['168.63.129.16', 32], // Azure's own, though it looks like anybody's
];
/** Within what is given out (2000::/3): documentation, and ways of writing an IPv4 address. */
const OWN_V6: [string, number][] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const ownV4 = new BlockList();
for (const [net, bits] of OWN_V4) ownV4.addSubnet(net, bits, 'ipv4');
const ownV6 = new BlockList();
for (const [net, bits] of OWN_V6) ownV6.addSubnet(net, bits, 'ipv6');
const givenOut = new BlockList();
givenOut.addSubnet('2000::', 3, 'ipv6');

/** Whether an IP address is one of the open internet: not of this machine, its network, or its cloud. Anything else is not, whatever it is. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !ownV4.check(address, 'ipv4');
  if (!isIPv6(address) || address.includes('%')) return false;
  return givenOut.check(address, 'ipv6') && !ownV6.check(address, 'ipv6');
}
