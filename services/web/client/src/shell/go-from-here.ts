import { useEffect, useRef } from 'react';
import { type NavigateOptions, useLocation, useNavigate } from 'react-router';

/** Tells whether the component is still on the page, at the address at which the work began. */
export const useIsHere = (): (() => boolean) => {
  const { pathname } = useLocation();
  const isShown = useRef(true);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, []);
  return () => isShown.current && location.pathname === pathname;
};

/**
 * Opens another page after work that took time. A person who has left meanwhile stays where they are, because
 * they may be writing there.
 *
 * @returns whether the page was opened.
 */
export const useGoFromHere = (): ((to: string, options?: NavigateOptions) => Promise<boolean>) => {
  const go = useNavigate();
  const isHere = useIsHere();
  return async (to, options) => {
    if (!isHere()) return false;
    await go(to, options);
    return true;
  };
};
