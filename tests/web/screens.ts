import type { Places } from './places.ts';

/** The person who opens a screen. A visitor has not signed in. */
export type Who = 'visitor' | 'student' | 'guardian' | 'teacher' | 'admin';

export type Screen = {
  readonly name: string;
  /** The route of the client that shows the screen. */
  readonly route: string;
  readonly who: Who;
  /** The screen shows nothing that it has to wait for. */
  readonly isComplete?: true;
};

/** Every screen of the client. A route has several screens when they differ by role or by state. */
export const screens: readonly Screen[] = [
  { name: 'sign-in', route: '/app/sign-in', who: 'visitor', isComplete: true },
  { name: 'register', route: '/app/register', who: 'visitor', isComplete: true },
  { name: 'home-student', route: '/app', who: 'student' },
  { name: 'home-guardian', route: '/app', who: 'guardian' },
  { name: 'home-teacher', route: '/app', who: 'teacher', isComplete: true },
  { name: 'home-admin', route: '/app', who: 'admin', isComplete: true },
  { name: 'books', route: '/app/books', who: 'student' },
  { name: 'reader', route: '/app/books/:id', who: 'student' },
  { name: 'ask', route: '/app/ask', who: 'student' },
  { name: 'conversation', route: '/app/ask/:sessionId', who: 'student' },
  { name: 'exams-student', route: '/app/exams', who: 'student' },
  { name: 'sitting', route: '/app/attempts/:id', who: 'student' },
  { name: 'result', route: '/app/attempts/:id', who: 'student' },
  { name: 'child', route: '/app/children/:id', who: 'guardian' },
  { name: 'notifications', route: '/app/notifications', who: 'student' },
  { name: 'settings', route: '/app/settings', who: 'student' },
  { name: 'documents', route: '/app/documents', who: 'teacher' },
  { name: 'exams-teacher', route: '/app/exams', who: 'teacher' },
  { name: 'new-exam', route: '/app/exams/new', who: 'teacher' },
  { name: 'draft', route: '/app/exams/:id', who: 'teacher' },
  { name: 'exam', route: '/app/exams/:id', who: 'teacher' },
  { name: 'results', route: '/app/exams/:id/results', who: 'teacher' },
  { name: 'attempt-marks', route: '/app/exams/:id/results/:attemptId', who: 'teacher' },
  { name: 'classes', route: '/app/classes', who: 'admin' },
  { name: 'class', route: '/app/classes/:id', who: 'admin' },
  { name: 'marking', route: '/app/marking', who: 'teacher' },
  { name: 'mark-item', route: '/app/marking/:itemId', who: 'teacher' },
  { name: 'people', route: '/app/people', who: 'admin' },
  { name: 'invitations', route: '/app/invitations', who: 'admin' },
  { name: 'organisation', route: '/app/organisation', who: 'admin' },
  { name: 'rosters', route: '/app/rosters', who: 'admin', isComplete: true },
  { name: 'roster', route: '/app/rosters/:id', who: 'admin' },
  { name: 'keys', route: '/app/keys', who: 'admin' },
];

/** The address of a screen. @throws Error for a route with a parameter for which there is no place. */
export const addressOf = ({ name, route }: Screen, places: Places): string => {
  if (!route.includes(':')) return route;
  const place = places[name];
  if (place === undefined) throw new Error(`the screen ${name} of ${route} has no place`);
  return place;
};
