import { setTimeout as delay } from 'node:timers/promises';

/** An app that has not closed by then hangs. Its test file has failed already. */
const maxCloseMilliseconds = 20_000;

/** The global key of the apps that a test file has started and not closed. */
const openAppsKey = Symbol.for('ai-teacher.open-apps');

type Close = () => Promise<void>;

const openAppsOf = (global: object): Set<Close> => {
  const known = Reflect.get(global, openAppsKey) as Set<Close> | undefined;
  if (known) return known;
  const opened = new Set<Close>();
  Reflect.set(global, openAppsKey, opened);
  return opened;
};

/**
 * Remembers how to close an app until it is closed.
 *
 * @returns a function that closes the app once.
 */
export const rememberOpenApp = (close: Close): Close => {
  const opened = openAppsOf(globalThis);
  const closeOnce = async (): Promise<void> => {
    if (opened.delete(closeOnce)) await close();
  };
  opened.add(closeOnce);
  return closeOnce;
};

/**
 * Closes the apps that a test file left open, for example because an assertion failed before the last line of
 * a test. A left app would run on in the process of the next test files and make them fail.
 *
 * @param global the global object of the test file.
 */
export const closeLeftApps = async (global: object): Promise<void> => {
  const closing = Promise.allSettled([...openAppsOf(global)].map((close) => close()));
  await Promise.race([closing, delay(maxCloseMilliseconds, undefined, { ref: false })]);
};
