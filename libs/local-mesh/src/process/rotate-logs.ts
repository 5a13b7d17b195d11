import { copyFile, readdir, stat, truncate } from 'node:fs/promises';
import path from 'node:path';

/** A part writes at most this much to its log file; one older file of the same size stays beside it. */
const maxLogBytes = 20 * 1024 * 1024;
const secondsBetweenLooks = 2;

export type LogRotation = {
  stop(): Promise<void>;
};

/**
 * Copies each log of the folder that is too long to `<part>.older.log` and empties it. Parts append to their
 * open files, so they continue at the new end and need no signal. The lines of the moment between copy and
 * emptying are lost.
 */
export const rotateLongLogs = async (folder: string, maxBytes = maxLogBytes): Promise<void> => {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    if (!name.endsWith('.log') || /\.(older|previous)\.log$/.test(name)) continue;
    const file = path.join(folder, name);
    const { size } = await stat(file);
    if (size <= maxBytes) continue;
    await copyFile(file, file.replace(/\.log$/, '.older.log'));
    await truncate(file);
  }
};

/** Bounds the logs of a folder until it is stopped. A failed look is repeated at the next one. */
export const rotateLogsOnTimer = (
  folder: string,
  { maxBytes = maxLogBytes, everySeconds = secondsBetweenLooks } = {},
): LogRotation => {
  let look: Promise<void> = Promise.resolve();
  let isLooking = false;
  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    look = rotateLongLogs(folder, maxBytes)
      .catch(() => {})
      .finally(() => {
        isLooking = false;
      });
  }, everySeconds * 1_000);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await look;
    },
  };
};
