/** What one subscriber of an IPv6 provider is given: its addresses change within these 64 bits. */
const groupsOfNetwork = 4;
const groupsOfAddress = 8;
const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/**
 * The network an IP address stands for: an IPv4 address itself, of an IPv6 address its first 64 bits, in one spelling.
 *
 * @param address a valid IPv4 or IPv6 address.
 */
export const networkOf = (address: string): string => {
  const v4 = mapped.exec(address)?.[1] ?? (address.includes(':') ? undefined : address);
  if (v4 !== undefined) return v4;
  const [front = '', back] = address.replace(/%.*$/, '').toLowerCase().split('::');
  const groups = (part: string | undefined): string[] => (part ? part.split(':') : []);
  const head = groups(front);
  // A dotted quad at the end stands for two groups; none of it is within the first four unless all eight are written out.
  const tail = groups(back).flatMap((group) => (group.includes('.') ? ['0', '0'] : [group]));
  const zeros = back === undefined ? 0 : Math.max(0, groupsOfAddress - head.length - tail.length);
  const all = [...head, ...Array<string>(zeros).fill('0'), ...tail];
  const network = all.slice(0, groupsOfNetwork).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
};
