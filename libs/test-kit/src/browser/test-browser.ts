import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { findChromium } from './find-chromium.ts';

export type PageOptions = {
  readonly colorScheme?: 'light' | 'dark';
  /** Width and height in CSS pixels; 1280 × 800 unless given. */
  readonly viewport?: { readonly width: number; readonly height: number };
  /** The preferred language of the browser, such as `ar`. */
  readonly locale?: string;
  /** The time zone of the browser, such as `America/New_York`; the machine's unless given. */
  readonly timezoneId?: string;
  /** Errors of the console that belong to the case. */
  readonly expected?: RegExp;
  /** Prepares the cookies of the page, before the page is opened. */
  readonly before?: (context: BrowserContext) => Promise<void>;
};

export type WatchedPage = {
  readonly page: Page;
  /** Writes a picture of the whole page to `results/screens/<name>.png`. */
  readonly picture: (name: string) => Promise<void>;
  /** Closes the page. @throws Error that lists every error of its console, script and content policy. */
  readonly finish: () => Promise<void>;
};

export type TestBrowser = {
  /** Opens a path of the origin in a browser profile of its own. The page must be finished by the test. */
  readonly openPage: (path: string, options?: PageOptions) => Promise<WatchedPage>;
  /** Ends the browser. @throws Error when a page was not finished, because its errors were not read. */
  readonly close: () => Promise<void>;
};

const screens = path.join(repositoryRoot, 'results/screens');

/** Starts the one Chromium of a test file. `origin` is the address of the gateway. */
export const startBrowser = async (origin: string): Promise<TestBrowser> => {
  const { file, environment } = await findChromium();
  const browser = await chromium.launch({
    executablePath: file,
    env: { ...process.env, ...environment } as Record<string, string>,
    // The test ends the browser; listeners for signals would remain after the file.
    handleSIGHUP: false,
    handleSIGINT: false,
    handleSIGTERM: false,
  });
  const open = new Set<string>();
  return {
    openPage: async (address, options = {}) => {
      open.add(address);
      return watchedPage(browser, new URL(address, origin), {
        ...options,
        finished: () => open.delete(address),
      });
    },
    close: async () => {
      await browser.close();
      if (open.size > 0) throw new Error(`Pages that no test finished: ${[...open].join(', ')}`);
    },
  };
};

const watchedPage = async (
  browser: Browser,
  address: URL,
  { before, finished, expected, ...options }: PageOptions & { readonly finished: () => void },
): Promise<WatchedPage> => {
  const context = await browser.newContext({ viewport: { width: 1_280, height: 800 }, ...options });
  const complaints: string[] = [];
  context.on('console', (message) => {
    const said = `console: ${message.text()} (${message.location().url})`;
    if (message.type() === 'error' && expected?.test(said) !== true) complaints.push(said);
  });
  context.on('weberror', (fault) => complaints.push(`script: ${fault.error().message}`));
  await context.addInitScript(reportViolations);
  await before?.(context);
  const page = await context.newPage();
  await page.goto(address.href);
  return {
    page,
    picture: async (name) => {
      await mkdir(screens, { recursive: true });
      // A header that stays at the top of the window would lie across the middle of a scrolled page.
      await page.evaluate('scrollTo(0, 0)');
      await page.screenshot({ path: path.join(screens, `${name}.png`), fullPage: true });
    },
    finish: async () => {
      await context.close();
      finished();
      if (complaints.length > 0) throw new Error(`${address.pathname} reported:\n${complaints.join('\n')}`);
    },
  };
};

/** Runs in the page before its own scripts. */
const reportViolations = `addEventListener('securitypolicyviolation', (event) =>
  console.error('content policy: ' + event.violatedDirective + ' refused ' + event.blockedURI));`;
