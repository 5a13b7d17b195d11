/**
 * The acts that a browser allows a page of the client: to run and load files of this origin, and call this
 * origin. No script, style or frame may come from the page's text. No string becomes markup or code,
 * because no Trusted Types policy may exist. Pictures may also be made by the page itself (`data:`,
 * `blob:`).
 */
const clientPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
];

/**
 * The viewer of the reference sanitizes text with DOMPurify and hands it to the browser as a string, which
 * Trusted Types would refuse. Everything else holds for it, too: its scripts and styles are files of ours.
 */
const referencePolicy = clientPolicy.filter((rule) => !rule.includes('trusted-types'));

/** Devices and sensors that the client never asks for. */
const unusedFeatures = [
  'accelerometer',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'publickey-credentials-get',
  'serial',
  'usb',
  'xr-spatial-tracking',
];

const headersWith = (policy: readonly string[]): Readonly<Record<string, string>> => ({
  'content-security-policy': policy.join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'permissions-policy': unusedFeatures.map((feature) => `${feature}=()`).join(', '),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
});

/** The headers of every page. The gateway adds those that all its answers have. */
export const pageHeaders = headersWith(clientPolicy);

/** The headers of the reference of operations. */
export const referenceHeaders = headersWith(referencePolicy);
