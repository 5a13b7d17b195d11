import type { BrowserContext, Page } from 'playwright-core';

/**
 * Runs in the page before its own scripts. Records what a screen reader says without being asked: the changed
 * texts of live regions that were on the page before their texts, alerts that appear, and the description of
 * a heading that gets the focus.
 */
const record = `(() => {
  globalThis.spoken = [];
  const live = '[aria-live=polite], [aria-live=assertive], [role=status], [role=alert]';
  const atomic = '[role=status], [role=alert], [aria-atomic=true]';
  const known = new WeakSet();
  const say = (text) => { if (text.trim() !== '') spoken.push(text.trim()); };
  const changedIn = (region, { type, target, addedNodes }) => {
    if (region.matches(atomic)) return [region];
    return type === 'characterData' ? [target.parentElement] : [...addedNodes];
  };
  const read = (records) => {
    const said = new Set();
    for (const change of records) {
      const region = (change.target.closest ? change.target : change.target.parentElement)?.closest(live);
      if (region && known.has(region)) changedIn(region, change).forEach((node) => said.add(node));
      for (const node of change.addedNodes)
        if (node.matches?.('[role=alert]')) said.add(node);
        else node.querySelectorAll?.('[role=alert]').forEach((alert) => said.add(alert));
    }
    for (const node of said) say(node?.textContent ?? '');
    document.querySelectorAll(live).forEach((region) => known.add(region));
  };
  new MutationObserver(read).observe(document, { subtree: true, childList: true, characterData: true });
  document.addEventListener('focusin', ({ target }) => {
    const description = document.getElementById(target.getAttribute('aria-describedby') ?? '');
    if (target.localName === 'h1') say(description?.textContent ?? '');
  });
})()`;

/** Lets `spokenIn` know what the pages of a browser profile say. */
export const recordSpeech = async (context: BrowserContext): Promise<void> => {
  await context.addInitScript(record);
};

export const spokenIn = (page: Page): Promise<string[]> => page.evaluate('spoken');
