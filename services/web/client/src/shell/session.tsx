import type { ReadOf } from '@ai-teacher/contracts/operation.ts';
import { readMe } from '@ai-teacher/contracts/user/profile.ts';
import { defaultInstitutionId, type Role } from '@ai-teacher/contracts/values.ts';
import { createContext, type ReactNode, useContext, useEffect, useSyncExternalStore } from 'react';
import { Navigate, Outlet, useLocation } from 'react-router';
import { queries, useAnswer } from '../api/calls.ts';
import { onSessionChange, readSessionState, type SessionState } from '../api/session-store.ts';
import { languageOf, preferredLanguage } from '../language/languages.ts';
import { switchLanguage } from '../language/setup-language.ts';
import { Waiting } from '../parts/notice.tsx';
import { Loaded } from '../parts/page.tsx';
import { TracesUrl } from '../parts/trace-link.tsx';

export type Me = ReadOf<typeof readMe>;
const MeContext = createContext<Me | undefined>(undefined);

export const useSessionState = (): SessionState => useSyncExternalStore(onSessionChange, readSessionState);

/** The person who is signed in. @throws Error outside `RequireSession`. */
export const useMe = (): Me => {
  const me = useContext(MeContext);
  if (me === undefined) throw new Error('useMe needs RequireSession');
  return me;
};

/**
 * The language of a profile follows its person into each browser, and leaves with the sign-out. English is
 * the default of profiles, so an English profile uses the language of the browser.
 */
const useProfileLanguage = (locale: string): void => {
  useEffect(() => {
    const code = languageOf(locale);
    if (code === undefined || code === 'en') return;
    void switchLanguage(code);
    return () => void switchLanguage(preferredLanguage());
  }, [locale]);
};

const Person = ({ me, children }: { readonly me: Me; readonly children: ReactNode }) => {
  useProfileLanguage(me.locale);
  return (
    <MeContext.Provider value={me}>
      <TracesUrl.Provider value={me.tracesUrl}>{children}</TracesUrl.Provider>
    </MeContext.Provider>
  );
};

const WithMe = ({ children }: { readonly children: ReactNode }) => (
  <Loaded answer={useAnswer(readMe, {})}>{(me) => <Person me={me}>{children}</Person>}</Loaded>
);

/** Shows its pages to people who are signed in, and the sign-in to all others. */
export const RequireSession = () => {
  const state = useSessionState();
  const { pathname, search } = useLocation();
  useEffect(() => {
    if (state !== 'starting' && state !== 'signed-in') queries.clear();
  }, [state]);
  if (state === 'starting') return <Waiting />;
  if (state !== 'signed-in')
    return (
      <Navigate
        to="/app/sign-in"
        replace
        state={{ from: `${pathname}${search}`, ended: state === 'ended' }}
      />
    );
  return (
    <WithMe>
      <Outlet />
    </WithMe>
  );
};

/**
 * Whether a person manages the signing keys. All institutions share the keys, so only the first one manages
 * them.
 */
export const managesKeys = ({ role, institutionId }: Me): boolean =>
  role === 'admin' && institutionId === defaultInstitutionId;

/** Shows its pages to the people who manage the signing keys, and the start page to the others. */
export const RequireKeys = () => (managesKeys(useMe()) ? <Outlet /> : <Navigate to="/app" replace />);

/** Shows its pages to some roles, and the start page to the others. */
export const RequireRole = ({ roles }: { readonly roles: readonly Role[] }) =>
  roles.includes(useMe().role) ? <Outlet /> : <Navigate to="/app" replace />;
