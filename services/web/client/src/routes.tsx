import { lazy, useEffect } from 'react';
import { Navigate, Route, Routes } from 'react-router';
import { loadCodes } from './language/setup-language.ts';
import { SignInPage } from './pages/entry/sign-in-page.tsx';
import { useLiveNotifications } from './shell/notifications.tsx';
import { type Me, RequireKeys, RequireRole, RequireSession, useMe } from './shell/session.tsx';
import { Shell } from './shell/shell.tsx';
import { untilLoaded } from './shell/until-loaded.ts';

const RegisterPage = lazy(() => import('./pages/entry/register-page.tsx'));
const HomePage = lazy(() => import('./pages/home/home-page.tsx'));
const BooksPage = lazy(() => import('./pages/books/books-page.tsx'));
const ReaderPage = lazy(() => import('./pages/books/reader-page.tsx'));
const AskPage = lazy(() => import('./pages/ask/ask-page.tsx'));
const StudentExamsPage = lazy(() => import('./pages/sitting/student-exams-page.tsx'));
const AttemptPage = lazy(() => import('./pages/sitting/attempt-page.tsx'));
const ChildPage = lazy(() => import('./pages/children/child-page.tsx'));
const DocumentsPage = lazy(() => import('./pages/documents/documents-page.tsx'));
const TeacherExamsPage = lazy(() => import('./pages/exams/teacher-exams-page.tsx'));
const NewExamPage = lazy(() => import('./pages/exams/new-exam-page.tsx'));
const ExamPage = lazy(() => import('./pages/exams/exam-page.tsx'));
const ClassesPage = lazy(() => import('./pages/classes/classes-page.tsx'));
const ClassPage = lazy(() => import('./pages/classes/class-page.tsx'));
const PeoplePage = lazy(() => import('./pages/people/people-page.tsx'));
const InvitationsPage = lazy(() => import('./pages/invitations/invitations-page.tsx'));
const OrganisationPage = lazy(() => import('./pages/organisation/organisation-page.tsx'));
const RostersPage = lazy(() => import('./pages/rosters/rosters-page.tsx'));
const RosterPage = lazy(() => import('./pages/rosters/roster-page.tsx'));
const KeysPage = lazy(() => import('./pages/keys/keys-page.tsx'));
const ResultsPage = lazy(() => import('./pages/results/results-page.tsx'));
const AttemptMarksPage = lazy(() => import('./pages/results/attempt-marks-page.tsx'));
const MarkingPage = lazy(() => import('./pages/marking/marking-page.tsx'));
const MarkItemPage = lazy(() => import('./pages/marking/mark-item-page.tsx'));
/** Screen readers read changed notifications aloud, so the page waits for the texts of its codes. */
const NotificationsPage = lazy(async () => {
  const page = import('./pages/notifications/notifications-page.tsx');
  await loadCodes();
  return page;
});
const SettingsPage = lazy(() => import('./pages/settings/settings-page.tsx'));

/** Sends what a student answered without a connection, on whatever page the student is. */
const useUnsentResponses = ({ id, role }: Me): void => {
  useEffect(() => {
    if (role !== 'student') return;
    const leaving = new AbortController();
    const starting = untilLoaded(() => import('./pages/sitting/outbox/use-outbox.ts'), leaving.signal).then(
      (outbox) => outbox?.startOutbox(id),
    );
    return () => {
      leaving.abort();
      void starting.then((stop) => stop?.());
    };
  }, [id, role]);
};

const Frame = () => {
  useLiveNotifications();
  useUnsentResponses(useMe());
  return <Shell />;
};

const ExamsPage = () => (useMe().role === 'student' ? <StudentExamsPage /> : <TeacherExamsPage />);

/** Every page of the client. Each but the sign-in is loaded when it is first opened. */
export const AppRoutes = () => (
  <Routes>
    <Route path="/app/sign-in" element={<SignInPage />} />
    <Route path="/app/register" element={<RegisterPage />} />
    <Route element={<RequireSession />}>
      <Route path="/app" element={<Frame />}>
        <Route index element={<HomePage />} />
        <Route path="books" element={<BooksPage />} />
        <Route path="books/:id" element={<ReaderPage />} />
        <Route path="ask" element={<AskPage />} />
        <Route path="ask/:sessionId" element={<AskPage />} />
        <Route path="exams" element={<ExamsPage />} />
        <Route path="attempts/:id" element={<AttemptPage />} />
        <Route path="children/:id" element={<ChildPage />} />
        <Route path="notifications" element={<NotificationsPage />} />
        <Route path="settings" element={<SettingsPage />} />
        <Route element={<RequireRole roles={['teacher', 'admin']} />}>
          <Route path="documents" element={<DocumentsPage />} />
          <Route path="exams/new" element={<NewExamPage />} />
          <Route path="exams/:id" element={<ExamPage />} />
          <Route path="exams/:id/results" element={<ResultsPage />} />
          <Route path="exams/:id/results/:attemptId" element={<AttemptMarksPage />} />
          <Route path="classes" element={<ClassesPage />} />
          <Route path="classes/:id" element={<ClassPage />} />
          <Route path="marking" element={<MarkingPage />} />
          <Route path="marking/:itemId" element={<MarkItemPage />} />
        </Route>
        <Route element={<RequireRole roles={['admin']} />}>
          <Route path="people" element={<PeoplePage />} />
          <Route path="invitations" element={<InvitationsPage />} />
          <Route path="organisation" element={<OrganisationPage />} />
          <Route path="rosters" element={<RostersPage />} />
          <Route path="rosters/:id" element={<RosterPage />} />
        </Route>
        <Route element={<RequireKeys />}>
          <Route path="keys" element={<KeysPage />} />
        </Route>
      </Route>
    </Route>
    <Route path="*" element={<Navigate to="/app" replace />} />
  </Routes>
);
