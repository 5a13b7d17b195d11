import { z } from 'zod';
import { identifier, shownIdentifier, shownLabel, shownText } from './text.ts';

/**
 * The closed catalogue of problems: code → HTTP status and title. Source of the format: RFC 9457.
 *
 * Every code of an answer is in this table. The gateway's own replies in envoy/lds.yaml use the same codes
 * and titles; `tests/architecture/edge-routes.test.ts` compares them.
 */
export const problemCatalogue = {
  'malformed-request': { status: 400, title: 'The request could not be read' },
  'identity-missing': { status: 401, title: 'Authentication is required' },
  'token-invalid': { status: 401, title: 'The access token was not accepted' },
  'identity-mismatch': { status: 401, title: 'The identity headers do not match the access token' },
  'credentials-invalid': { status: 401, title: 'The e-mail or the password is wrong' },
  'refresh-token-invalid': { status: 401, title: 'The refresh token was not accepted' },
  'peer-not-allowed': { status: 401, title: 'The calling workload is not allowed' },
  'tls-required': { status: 403, title: 'The request must use TLS' },
  forbidden: { status: 403, title: 'The caller is not allowed to perform this operation' },
  'cross-site-request': { status: 403, title: 'The request does not come from a page of this site' },
  'registration-closed': { status: 403, title: 'Registration is not open to this person' },
  'registration-policy-locked': { status: 403, title: 'The operator reserves the registration policy' },
  'password-confirmation-required': { status: 403, title: 'The password must be confirmed first' },
  'not-found': { status: 404, title: 'There is no such resource' },
  'account-not-found': { status: 404, title: 'There is no such account' },
  'invitation-not-found': { status: 404, title: 'There is no such invitation' },
  'sign-in-session-not-found': { status: 404, title: 'There is no such sign-in session' },
  'document-not-found': { status: 404, title: 'There is no such document' },
  'session-not-found': { status: 404, title: 'There is no such chat session' },
  'exam-not-found': { status: 404, title: 'There is no such exam' },
  'generation-not-found': { status: 404, title: 'There is no such generation of an exam' },
  'attempt-not-found': { status: 404, title: 'There is no such attempt' },
  'warning-not-found': { status: 404, title: 'There is no such warning about the item' },
  'appeal-not-found': { status: 404, title: 'There is no such appeal' },
  'item-not-found': { status: 404, title: 'There is no such item' },
  'node-not-found': { status: 404, title: 'There is no such node' },
  'academic-session-not-found': { status: 404, title: 'There is no such year or term' },
  'course-not-found': { status: 404, title: 'There is no such course' },
  'class-not-found': { status: 404, title: 'There is no such class' },
  'enrolment-not-found': { status: 404, title: 'There is no such enrolment' },
  'unit-role-not-found': { status: 404, title: 'There is no such role in a unit' },
  'guardian-not-found': { status: 404, title: 'There is no such guardian of a student' },
  'join-code-not-found': { status: 404, title: 'There is no such join code' },
  'roster-not-found': { status: 404, title: 'There is no such import' },
  'person-not-found': { status: 404, title: 'There is no such person' },
  'notification-not-found': { status: 404, title: 'There is no such notification' },
  'method-not-allowed': { status: 405, title: 'The method is not allowed on this path' },
  'request-timeout': { status: 408, title: 'The request was not received in time' },
  'idempotency-key-in-use': { status: 409, title: 'A request with this key is in progress' },
  'idempotency-outcome-unknown': { status: 409, title: 'The outcome of the request is unknown' },
  conflict: { status: 409, title: 'The request conflicts with the current state' },
  'invitation-used': { status: 409, title: 'The invitation has already been used' },
  'invitation-limit-reached': { status: 409, title: 'Too many invitations are open' },
  'address-has-account': { status: 409, title: 'You have an account with this e-mail address' },
  'exam-already-published': { status: 409, title: 'The exam is already published' },
  'exam-not-published': { status: 409, title: 'The exam is not published' },
  'exam-ended': { status: 409, title: 'The exam has ended' },
  'exam-not-ended': { status: 409, title: 'The exam has not ended yet' },
  'exam-not-open': { status: 409, title: 'The exam is not currently open' },
  'exam-has-attempts': { status: 409, title: 'Students have started the exam' },
  'items-changed': { status: 409, title: 'The items of the exam were changed meanwhile' },
  'correction-limit-reached': { status: 409, title: 'The item has too many corrections' },
  'mark-limit-reached': { status: 409, title: 'The answer has too many marks' },
  'extra-time-limit-reached': { status: 409, title: 'Too many students have extra time at the exam' },
  'last-item': { status: 409, title: 'An exam needs at least one item' },
  'draft-limit-reached': { status: 409, title: 'The teacher has too many draft exams' },
  'exam-limit-reached': { status: 409, title: 'The teacher has too many published exams' },
  'attempt-limit-reached': { status: 409, title: 'The exam has too many attempts' },
  'teacher-available': { status: 409, title: 'The teacher can still manage these exams' },
  'attempt-already-submitted': { status: 409, title: 'The attempt has already been submitted' },
  'attempt-deadline-passed': { status: 409, title: 'The deadline of the attempt has passed' },
  'results-not-available': { status: 409, title: 'The results are not available yet' },
  'mark-not-appealable': { status: 409, title: 'No machine has marked this item' },
  'model-marking-unavailable': { status: 409, title: 'No model is available for marking' },
  'appeal-already-open': { status: 409, title: 'An appeal against this mark is already open' },
  'appeal-already-decided': { status: 409, title: 'The appeal has already been decided' },
  'appeal-deadline-passed': { status: 409, title: 'The time for appeals has passed' },
  'attempt-not-submitted': { status: 409, title: 'The attempt has not been submitted yet' },
  'too-many-sessions': { status: 409, title: 'The user has the maximum number of chat sessions' },
  'session-full': { status: 409, title: 'The chat session has the maximum number of messages' },
  'document-not-ready': { status: 409, title: 'The document is not ready' },
  'owner-documents-exhausted': { status: 409, title: 'The user has the maximum number of documents' },
  'owner-bytes-exhausted': { status: 409, title: 'The files of the user have the maximum size' },
  'institution-documents-exhausted': {
    status: 409,
    title: 'The institution has the maximum number of documents',
  },
  'institution-bytes-exhausted': { status: 409, title: 'The files of the institution have the maximum size' },
  'node-changed': { status: 409, title: 'The node was changed meanwhile' },
  'node-cycle': { status: 409, title: 'A node cannot move below itself' },
  'node-in-use': { status: 409, title: 'Active classes or courses need the node' },
  'node-archived': { status: 409, title: 'The node is archived' },
  'node-code-taken': { status: 409, title: 'Another node of the tree has this code' },
  'tree-limit-reached': { status: 409, title: 'The tree has the maximum number of nodes' },
  'move-limit-reached': { status: 409, title: 'The node was moved too often' },
  'levels-in-use': { status: 409, title: 'Nodes of the tree use these levels' },
  'academic-session-changed': { status: 409, title: 'The year or term was changed meanwhile' },
  'academic-session-archived': { status: 409, title: 'The year or term is archived' },
  'academic-session-in-use': { status: 409, title: 'The year or term has active terms, courses or classes' },
  'academic-session-code-taken': { status: 409, title: 'Another year or term has this code' },
  'academic-session-limit-reached': {
    status: 409,
    title: 'The institution has the maximum number of years and terms',
  },
  'course-archived': { status: 409, title: 'The course is archived' },
  'course-in-use': { status: 409, title: 'The course has active classes' },
  'course-changed': { status: 409, title: 'The course was changed meanwhile' },
  'course-code-taken': { status: 409, title: 'Another course has this code' },
  'course-limit-reached': { status: 409, title: 'The institution has the maximum number of courses' },
  'class-changed': { status: 409, title: 'The class was changed meanwhile' },
  'class-archived': { status: 409, title: 'The class is archived' },
  'class-code-taken': { status: 409, title: 'Another class has this code' },
  'class-limit-reached': { status: 409, title: 'The institution has the maximum number of classes' },
  'enrolment-ended': { status: 409, title: 'The enrolment ends earlier' },
  'enrolment-limit-reached': { status: 409, title: 'The class has the maximum number of enrolments' },
  'account-role-unfit': { status: 409, title: 'The person’s account has another role' },
  'unit-role-ended': { status: 409, title: 'The role in the unit ends earlier' },
  'unit-role-limit-reached': { status: 409, title: 'The unit has the maximum number of roles' },
  'guardian-limit-reached': { status: 409, title: 'The student has the maximum number of guardians' },
  'join-code-limit-reached': { status: 409, title: 'The class has the maximum number of open join codes' },
  'dates-outside-period': { status: 409, title: 'The dates do not fit into one another' },
  'roster-in-progress': { status: 409, title: 'An import of the institution is in progress' },
  'roster-not-ready': { status: 409, title: 'The import does not wait for a confirmation' },
  'payload-too-large': { status: 413, title: 'The body is too large' },
  'document-too-large': { status: 413, title: 'The document is too large' },
  'media-type-unsupported': { status: 415, title: 'The media type of the body is not supported' },
  'not-a-pdf': { status: 415, title: 'The file is not a PDF' },
  'expectation-failed': { status: 417, title: 'The expectation of the request cannot be met' },
  'input-invalid': { status: 422, title: 'The input is not valid' },
  'idempotency-key-reused': { status: 422, title: 'The key belongs to another request' },
  'password-unacceptable': { status: 422, title: 'The password is not acceptable' },
  'invitation-invalid': { status: 422, title: 'The invitation is not valid' },
  'join-code-invalid': { status: 422, title: 'The join code is not valid' },
  'document-empty': { status: 422, title: 'The file is empty' },
  'too-many-items': { status: 422, title: 'The exam would have too many items' },
  'language-unsupported': { status: 422, title: 'The language of the documents is not supported' },
  'no-items-possible': { status: 422, title: 'No items can be generated from these documents' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  'generation-limit-reached': { status: 429, title: 'Too many exams are being generated for this teacher' },
  'too-many-announcements': { status: 429, title: 'Too many announcements on one day' },
  'too-many-streams': { status: 429, title: 'Too many streams are open' },
  'token-budget-exhausted': { status: 429, title: 'The daily token budget is exhausted' },
  'dangerous-operations-exhausted': { status: 429, title: 'Too many dangerous operations within an hour' },
  'waiting-documents-exhausted': { status: 429, title: 'Too many documents are waiting' },
  'headers-too-large': { status: 431, title: 'The request headers are too large' },
  'internal-error': { status: 500, title: 'An internal error occurred' },
  'upstream-unavailable': { status: 503, title: 'A required part of the system is not available' },
  'database-unavailable': { status: 503, title: 'The database is not available' },
  'rate-limit-unavailable': { status: 503, title: 'The rate limit could not be checked' },
  'knowledge-base-unavailable': { status: 503, title: 'The knowledge base is not available' },
  'model-unavailable': { status: 503, title: 'The language model is not available' },
  'client-not-built': { status: 503, title: 'The web client has not been built' },
  'docs-not-built': { status: 503, title: 'The documentation has not been built' },
  'authentication-busy': { status: 503, title: 'Too many passwords are being processed' },
  overloaded: { status: 503, title: 'The service is overloaded' },
  'storage-full': { status: 507, title: 'The storage is full' },
  'deadline-exceeded': { status: 504, title: 'The request exceeded its deadline' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof problemCatalogue;

export const problemCodes = Object.keys(problemCatalogue) as [ProblemCode, ...ProblemCode[]];

export const problemTypeOf = (code: ProblemCode): string => `urn:ai-teacher:problem:${code}`;

/**
 * The maximum number of faults in an answer, which counts the others. No answer is much longer than its
 * cause.
 */
export const maxListedFaults = 20;

/**
 * One fault of the input. `pointer` is a JSON Pointer (RFC 6901) into the body, or `/query/<name>` or
 * `/header/<name>`. Pointers and messages of more than 200 characters are cut.
 */
export const inputFault = z
  .strictObject({
    pointer: shownText(),
    message: shownText(),
    code: shownIdentifier()
      .optional()
      .describe('The kind of the fault, for a text of the caller. Present where the field names its kinds.'),
  })
  .meta({ id: 'InputFault' });
export type InputFault = z.infer<typeof inputFault>;

/** The body of every error answer (`application/problem+json`). */
export const problemBody = z
  .strictObject({
    type: identifier().describe('A URN that names the kind of problem.'),
    title: shownLabel(),
    status: z.int(),
    code: z.enum(problemCodes),
    detail: shownText().optional(),
    requestId: shownIdentifier(),
    errors: z.array(inputFault).max(maxListedFaults).optional(),
    moreErrors: z.int().optional().describe('Number of further faults, which `errors` does not list.'),
  })
  .meta({ id: 'Problem' });
export type ProblemBody = z.infer<typeof problemBody>;

/** The last event of a stream that fails, called `error` in the contract of every stream. */
export const streamFailure = z.strictObject({ problem: problemBody });
