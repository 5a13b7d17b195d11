import * as accessExplain from './access/explain.ts';
import * as accessFactExchange from './access/fact-exchange.ts';
import * as accessInstitutionTimeZone from './access/institution-time-zone.ts';
import * as accessSharingPolicy from './access/sharing-policy.ts';
import * as authAccounts from './auth/accounts.ts';
import * as authBrowserSessions from './auth/browser-sessions.ts';
import * as authInvitations from './auth/invitations.ts';
import * as authPersonInvitations from './auth/person-invitations.ts';
import * as authRegistrationPolicy from './auth/registration-policy.ts';
import * as authSessions from './auth/sessions.ts';
import * as authSignInSessions from './auth/sign-in-sessions.ts';
import * as authSigningKeys from './auth/signing-keys.ts';
import * as chatEvents from './chat/events.ts';
import * as chatSessions from './chat/sessions.ts';
import * as chatTutoring from './chat/tutoring.ts';
import * as examAssignments from './exam/assignments.ts';
import * as examAttempts from './exam/attempts.ts';
import * as examEvents from './exam/events.ts';
import * as examWindow from './exam/exam-window.ts';
import * as examExams from './exam/exams.ts';
import * as examGenerations from './exam/generations.ts';
import * as examItemEditing from './exam/item-editing.ts';
import * as examAppeals from './exam/marking/appeals.ts';
import * as examCorrections from './exam/marking/corrections.ts';
import * as examMarking from './exam/marking/marking.ts';
import * as examMarkingQueue from './exam/marking/marking-queue.ts';
import * as examModelMarking from './exam/marking/model-marking.ts';
import * as notificationEvents from './notification/events.ts';
import * as notificationInbox from './notification/inbox.ts';
import type { Operation } from './operation.ts';
import * as ragEvents from './rag/events.ts';
import * as ragIngestion from './rag/ingestion.ts';
import * as ragLibrary from './rag/library.ts';
import * as ragSearch from './rag/search.ts';
import * as userRosters from './rosters/rosters.ts';
import * as userAcademicSessions from './user/academic-sessions.ts';
import * as userAcademics from './user/academics.ts';
import * as userClasses from './user/classes.ts';
import * as userCourses from './user/courses.ts';
import * as userEnrolments from './user/enrolments.ts';
import * as userEvents from './user/events.ts';
import * as userGuardians from './user/guardians.ts';
import * as userJoinCodes from './user/join-codes.ts';
import * as userPeople from './user/people.ts';
import * as userProfile from './user/profile.ts';
import * as userTreeLevels from './user/tree-levels.ts';
import * as userUnitRoles from './user/units/unit-roles.ts';
import type { ServiceName } from './values.ts';
import * as webDocs from './web/docs.ts';
import * as webPages from './web/pages.ts';

const isOperation = (value: unknown): value is Operation =>
  typeof value === 'object' && value !== null && 'operationId' in value;

const operationsIn = (...modules: readonly Record<string, unknown>[]): readonly Operation[] =>
  modules.flatMap((module) => Object.values(module)).filter(isOperation);

/** Every operation of the system by service, read from the contracts themselves. */
export const operations: Readonly<Record<ServiceName, readonly Operation[]>> = {
  auth: operationsIn(
    authAccounts,
    authInvitations,
    authPersonInvitations,
    authRegistrationPolicy,
    authSessions,
    authSignInSessions,
    authBrowserSessions,
    authSigningKeys,
  ),
  user: operationsIn(
    userProfile,
    userTreeLevels,
    userAcademics,
    userAcademicSessions,
    userCourses,
    userClasses,
    userEnrolments,
    userJoinCodes,
    userPeople,
    userGuardians,
    userUnitRoles,
    accessSharingPolicy,
    accessInstitutionTimeZone,
    accessFactExchange,
    accessExplain,
    userRosters,
    userEvents,
  ),
  chat: operationsIn(chatTutoring, chatSessions, chatEvents),
  rag: operationsIn(ragLibrary, ragIngestion, ragSearch, ragEvents),
  exam: operationsIn(
    examExams,
    examGenerations,
    examAssignments,
    examWindow,
    examItemEditing,
    examCorrections,
    examAttempts,
    examMarking,
    examMarkingQueue,
    examModelMarking,
    examAppeals,
    examEvents,
  ),
  notification: operationsIn(notificationInbox, notificationEvents),
  web: operationsIn(webPages, webDocs),
};

export const allOperations: readonly Operation[] = Object.values(operations).flat();
