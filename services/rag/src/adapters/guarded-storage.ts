import { statfs } from 'node:fs/promises';
import type { Storage } from '../domain/ingestion/ports.ts';

/** Uploads between two readings add less than the reserve of a sensible setting. */
const maxReadingAgeMilliseconds = 5_000;

export type StorageOptions = {
  /** Size from which on the database takes no more files. */
  readonly maxDatabaseBytes: number;
  /** Free bytes that stay on the disk; 0 switches the check off. */
  readonly minFreeDiskBytes: number;
  /** A folder on the disk. */
  readonly diskFolder: string;
  /** Reads the bytes that the database uses now. */
  readonly readDatabaseBytes: () => Promise<number>;
};

/** Watches the size of the database and the free space of a disk. Concurrent questions share one reading. */
export const createGuardedStorage = ({
  maxDatabaseBytes,
  minFreeDiskBytes,
  diskFolder,
  readDatabaseBytes,
}: StorageOptions): Storage => {
  let reading: Promise<boolean> | undefined;
  let readAt = 0;
  const read = async (): Promise<boolean> => {
    if ((await readDatabaseBytes()) >= maxDatabaseBytes) return false;
    if (minFreeDiskBytes === 0) return true;
    const { bavail, bsize } = await statfs(diskFolder);
    return bavail * bsize >= minFreeDiskBytes;
  };
  return {
    hasRoom: () => {
      const now = performance.now();
      if (reading === undefined || now - readAt > maxReadingAgeMilliseconds) {
        readAt = now;
        reading = read();
        // A failed reading is not repeated to later uploads.
        reading.catch(() => {
          reading = undefined;
        });
      }
      return reading;
    },
  };
};
