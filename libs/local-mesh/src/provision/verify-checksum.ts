import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { LaunchError } from '../terminal/launch-error.ts';

/** @throws LaunchError unless the file's SHA-256 (lower-case hexadecimal) is the pinned checksum. */
export const verifyChecksum = async (file: string, expected: string): Promise<void> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  requireChecksum(path.basename(file), expected, hash.digest('hex'));
};

/** The same check for a checksum that a tool has computed (Go's module sums). */
export const requireChecksum = (what: string, expected: string, found: string): void => {
  if (found === expected) return;
  throw new LaunchError(
    `The checksum of ${what} differs from the pinned one: expected ${expected}, found ${found}. The file was not used.`,
    'Try again later or through another network. If the checksum still differs, the published file has changed: compare it with the original project before you change the pin in libs/local-mesh/src/provision/binaries.ts.',
  );
};
