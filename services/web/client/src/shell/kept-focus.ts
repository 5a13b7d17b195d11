import { useEffect } from 'react';

/** An element that had the focus, or one around it, with its neighbours at that time. */
type Step = {
  readonly element: Element;
  readonly next: Element | null;
  readonly previous: Element | null;
};
/** From the element that has the focus up to the root of the page. */
type Trail = { readonly pathname: string; readonly steps: readonly Step[] };

/** A closed dialog returns the focus to its opener in the next frame. */
const maxRestoreFrames = 2;

/** Entries whose neighbours can take their focus. */
const entries = 'li, article, section';
/** Parts of a page that can take the focus of what was in them. */
const parts = 'li, ul, ol, article, section';

const trailOf = (focused: Element): Trail => {
  const steps: Step[] = [];
  for (let element: Element | null = focused; element !== null; element = element.parentElement)
    steps.push({ element, next: element.nextElementSibling, previous: element.previousElementSibling });
  return { pathname: location.pathname, steps };
};

const hasNoFocus = (): boolean => document.activeElement === null || document.activeElement === document.body;

/** Whether the element left the page, or can no longer be used. Otherwise a person has left it. */
const isLost = ({ steps: [first] }: Trail): boolean =>
  first !== undefined && (!first.element.isConnected || first.element.matches(':disabled'));

/** The neighbour of the lost entry, else the part of the page around it. */
const placeOf = ({ pathname, steps }: Trail): Element | undefined => {
  if (pathname !== location.pathname) return undefined;
  const at = steps.findIndex(({ element }) => element.isConnected && !element.matches(':disabled'));
  const lost = steps[at - 1];
  const around = steps.slice(at).map(({ element }) => element);
  const neighbour = [lost?.next, lost?.previous].find(
    (element) =>
      lost?.element.matches(entries) &&
      element?.parentElement === around[0] &&
      element?.localName === lost.element.localName,
  );
  const part = around.find((element) => element.matches(parts) && element.closest('main, [role$=dialog]'));
  return neighbour ?? part;
};

/** Gives the focus to an element that has none by itself, as long as a person stays there. */
const focus = (place: Element): void => {
  if (!(place instanceof HTMLElement)) return;
  if (!place.hasAttribute('tabindex')) {
    place.tabIndex = -1;
    place.addEventListener('blur', () => place.removeAttribute('tabindex'), { once: true });
  }
  place.focus();
};

/** The heading of the page; while the page is loaded, the place where it appears. */
const heading = (): Element | null => document.querySelector('main h1') ?? document.querySelector('main');

/**
 * Keeps the focus on the page when its element leaves it, because keyboards and screen readers begin again at
 * the top otherwise. The focus goes to the neighbour of a removed entry, else to the part around it. On a new
 * page it goes to the heading.
 */
export const useKeptFocus = (): void => {
  useEffect(() => {
    let trail: Trail | undefined;
    /** Has the focus until the heading of the page appears. */
    let awaited: Element | undefined;
    let frame = 0;
    const remember = ({ target }: FocusEvent): void => {
      if (target instanceof Element) trail = trailOf(target);
    };
    const give = (place: Element | null): void => {
      awaited = place?.localName === 'main' ? place : undefined;
      if (place !== null && place !== document.activeElement) focus(place);
    };
    const mend = (framesLeft: number): void => {
      frame = 0;
      if (trail === undefined || !hasNoFocus() || !isLost(trail)) return;
      if (framesLeft === 0) give(placeOf(trail) ?? heading());
      else frame = requestAnimationFrame(() => mend(framesLeft - 1));
    };
    const look = (): void => {
      if (awaited !== undefined && document.activeElement === awaited) give(heading());
      else if (frame === 0) mend(maxRestoreFrames);
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, { childList: true, subtree: true, attributeFilter: ['disabled'] });
    document.addEventListener('focusin', remember);
    return () => {
      observer.disconnect();
      cancelAnimationFrame(frame);
      document.removeEventListener('focusin', remember);
    };
  }, []);
};
