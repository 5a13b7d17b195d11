import { BROWSER_MAP, OS_MAP, parse } from 'bowser';
import type { DeviceOf } from '../domain/sessions/ports.ts';

/** Real browsers send less than half of this. The library compares the text with many expressions. */
const maxCharacters = 512;

/** For an unknown program the library repeats words of the header. Only names of its lists are accepted. */
const browsers: ReadonlySet<string> = new Set(Object.values(BROWSER_MAP));
const operatingSystems: ReadonlySet<string> = new Set(Object.values(OS_MAP));

const knownIn = (names: ReadonlySet<string>, name: string | undefined): string | null =>
  name !== undefined && names.has(name) ? name : null;

/** The family of the browser and the operating system that a `User-Agent` claims, without versions. */
export const deviceOf: DeviceOf = (userAgent) => {
  // The library throws for an empty text.
  const isReadable = userAgent !== undefined && userAgent !== '' && userAgent.length <= maxCharacters;
  if (!isReadable) return { browser: null, operatingSystem: null };
  const { browser, os } = parse(userAgent);
  return {
    browser: knownIn(browsers, browser.name),
    operatingSystem: knownIn(operatingSystems, os.name),
  };
};
