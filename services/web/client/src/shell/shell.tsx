import type { Role } from '@ai-teacher/contracts/values.ts';
import {
  BookOpen,
  Building2,
  ClipboardCheck,
  FileText,
  Home,
  KeyRound,
  type LucideIcon,
  Mail,
  MessageCircleQuestion,
  Settings,
  TableProperties,
  UserCog,
  Users,
} from 'lucide-react';
import { type ComponentType, lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, Outlet, useLocation } from 'react-router';
import { showInserted } from '../language/show.ts';
import { FaultBoundary } from '../parts/fault-boundary.tsx';
import { Waiting } from '../parts/notice.tsx';
import { Bell } from './bell.tsx';
import { type Me, managesKeys, useMe } from './session.tsx';

/** No work has ended when the first page is shown, so its notices load after the page. */
const EndedWorkNotices = lazy<ComponentType>(() =>
  import('./ended-work-notices.tsx').catch(() => ({ default: () => null })),
);

type EntryKey =
  | `nav.${'home' | 'ask' | 'books' | 'exams' | 'documents' | 'marking'}`
  | `nav.${'classes' | 'people' | 'invitations' | 'rosters'}`
  | 'organisation.title'
  | 'keys.title';
type Entry = { readonly to: string; readonly key: EntryKey; readonly icon: LucideIcon };

const home: Entry = { to: '/app', key: 'nav.home', icon: Home };
const ask: Entry = { to: '/app/ask', key: 'nav.ask', icon: MessageCircleQuestion };
const exams: Entry = { to: '/app/exams', key: 'nav.exams', icon: FileText };
const teaching: readonly Entry[] = [
  home,
  { to: '/app/documents', key: 'nav.documents', icon: BookOpen },
  exams,
  { to: '/app/marking', key: 'nav.marking', icon: ClipboardCheck },
  { to: '/app/classes', key: 'nav.classes', icon: Users },
  ask,
];

const administration: readonly Entry[] = [
  { to: '/app/people', key: 'nav.people', icon: UserCog },
  { to: '/app/invitations', key: 'nav.invitations', icon: Mail },
  { to: '/app/organisation', key: 'organisation.title', icon: Building2 },
  { to: '/app/rosters', key: 'nav.rosters', icon: TableProperties },
];
const keys: Entry = { to: '/app/keys', key: 'keys.title', icon: KeyRound };

/** The entries of the navigation for each role, in the order of a usual day. */
const entries: Readonly<Record<Role, readonly Entry[]>> = {
  student: [home, { to: '/app/books', key: 'nav.books', icon: BookOpen }, ask, exams],
  teacher: teaching,
  admin: [...teaching, ...administration],
};

const entriesOf = (me: Me): readonly Entry[] => [...entries[me.role], ...(managesKeys(me) ? [keys] : [])];

const Navigation = () => {
  const { t } = useTranslation();
  return (
    <nav className="navigation" aria-label={t('shell.navigation')}>
      {entriesOf(useMe()).map(({ to, key, icon: Icon }) => (
        <NavLink key={to} to={to} end={to === '/app'} className="nav-link">
          <Icon size={19} strokeWidth={1.8} aria-hidden="true" />
          <span>{t(key)}</span>
        </NavLink>
      ))}
    </nav>
  );
};

/** The frame of every page for people who are signed in. */
export const Shell = () => {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {t('shell.skip')}
      </a>
      <header className="top">
        <NavLink to="/app" end className="brand">
          <span className="brand-mark" aria-hidden="true" />
          <span>{t('shell.product')}</span>
        </NavLink>
        <div className="top-end">
          <Bell />
          <NavLink
            to="/app/settings"
            className="account"
            aria-label={`${showInserted(me.name || me.email || '')} – ${t('nav.settings')}`}
          >
            <bdi className="account-name">{me.name || me.email}</bdi>
            <Settings size={18} strokeWidth={1.8} aria-hidden="true" />
          </NavLink>
        </div>
      </header>
      <Navigation />
      <main id="main" className="main" tabIndex={-1}>
        <Suspense fallback={null}>
          <EndedWorkNotices />
        </Suspense>
        <FaultBoundary place={useLocation().pathname}>
          <Suspense fallback={<Waiting />}>
            <Outlet />
          </Suspense>
        </FaultBoundary>
      </main>
    </div>
  );
};
