import ipaddr from 'ipaddr.js';
import type { NetworkOf } from '../domain/passwords/ports.ts';

/** An IPv6 provider gives a subscriber these 64 bits; the subscriber's addresses change within them. */
const networkGroups = 4;
/**
 * The zone of a link-local address. The library accepts only some of the characters that Node accepts in a
 * zone.
 */
const zonePattern = /%.*$/;

/**
 * Reduces an IP address to its network, in one spelling for all spellings of the address: an IPv4 address to
 * itself, an IPv4-mapped IPv6 address to its IPv4 address, and any other IPv6 address to its first 64 bits.
 *
 * @param address a valid IPv4 or IPv6 address. Throws Error for any other text.
 */
export const networkOf: NetworkOf = (address) => {
  const parsed = ipaddr.process(address.replace(zonePattern, ''));
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  const groups = parsed.parts.slice(0, networkGroups).map((group) => group.toString(16));
  return `${groups.join(':')}::/64`;
};
