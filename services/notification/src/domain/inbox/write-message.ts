import type { EnvelopeOf } from '@ai-teacher/contracts/events.ts';
import { openingOf } from './opening.ts';
import type { AdminEvent, AnnouncedEvent, CodedText, Message, PersonalEvent } from './ports.ts';

/**
 * Writes the message of an event in English, and its code with the values for other languages. Titles are
 * quoted unchanged.
 */
export const writeMessage = (event: PersonalEvent | AnnouncedEvent | AdminEvent): Message => {
  const { type } = event;
  switch (type) {
    case 'document.ready':
      return {
        type,
        title: `“${event.data.title}” is ready`,
        body: [
          `The document has ${countOf(event.data.pages, 'page')}. You can now search it and ask questions about it.`,
          ...(event.data.warnings ?? []),
        ].join('\n'),
        codedText: { code: 'document-ready', name: event.data.title, pages: event.data.pages },
        subject: event.data.documentId,
      };
    case 'document.failed':
      return {
        type,
        title: `“${event.data.title}” could not be read`,
        body: event.data.problem,
        codedText: { code: 'document-failed', name: event.data.title, reason: event.data.status },
        subject: event.data.documentId,
      };
    case 'exam.published':
      return {
        type,
        title: `“${event.data.title}” is published`,
        ...openingOf(event),
        subject: event.data.examId,
      };
    case 'attempt.graded':
      return {
        type,
        title: `“${event.data.title}” is marked`,
        body: `You scored ${scoreOf(event.data)}. You can now see your results.`,
        codedText: scored('attempt-graded', event.data),
        subject: event.data.attemptId,
      };
    case 'appeal.decided':
      return {
        type,
        title: `Your appeal at “${event.data.title}” is decided`,
        body: `A teacher looked at your answer. Your mark ${event.data.status === 'upheld' ? 'stays' : 'is now'} ${scoreOf(event.data)}.`,
        codedText: scored(`appeal-${event.data.status}`, event.data),
        subject: event.data.attemptId,
      };
    case 'admin.added':
    case 'registration-policy.changed':
      return messageForAdmins(event);
    case 'security.alert':
      return { type, ...alerts[event.data.kind], subject: event.data.userId };
  }
};

const messageForAdmins = (event: AdminEvent): Message => {
  const { type, data } = event;
  const subject = data.userId;
  return type === 'admin.added'
    ? {
        type,
        title: `“${data.name}” is now an administrator`,
        body: 'This account can now manage your institution. If you did not expect this, disable the account.',
        codedText: { code: 'admin-added', name: data.name },
        subject,
      }
    : {
        type,
        title: `“${data.name}” changed who may register`,
        body: `${policies[data.policy]} If you did not expect this, change the policy back, and ask the administrator.`,
        codedText: { code: 'registration-policy-changed', name: data.name, reason: data.policy },
        subject,
      };
};

/** The message of a result for the guardians of the student. */
export const resultForGuardian = (event: EnvelopeOf<'attempt.graded'>): Message => ({
  ...writeMessage(event),
  body: `A student in your care scored ${scoreOf(event.data)}. You can now see the results.`,
  codedText: scored('attempt-graded-guardian', event.data),
});

/** The text of a message about a document that the person may no longer read. */
export const forgottenDocument: Pick<Message, 'title' | 'body' | 'codedText'> = {
  title: 'A document is no longer available',
  body: 'The document of this notification was deleted or is no longer shared.',
  codedText: { code: 'document-forgotten' },
};

/** The text of a message about an admin whose account was erased. The other admins still see the event. */
export const forgottenAdmin: Pick<Message, 'title' | 'body' | 'codedText'> = {
  title: 'An administrator’s account was deleted',
  body: 'The account of this notification became an administrator or changed who may register. The name was erased with the account.',
  codedText: { code: 'account-forgotten' },
};

const alerts = {
  'refresh-token-reused': {
    title: 'One of your sessions was ended',
    body: 'An outdated copy of your sign-in was used, so we ended the session. Sign in again. If this happens again, contact your school.',
    codedText: { code: 'session-ended' },
  },
} as const;

const policies = {
  open: 'Everybody may register without an invitation.',
  domains: 'People with an e-mail address of certain domains may register without an invitation.',
  invited: 'Only people with an invitation may register.',
} as const;

type Scored = { readonly title: string; readonly score: number; readonly maxScore: number };

const scored = (code: CodedText['code'], { title: name, score, maxScore }: Scored): CodedText => ({
  code,
  name,
  score,
  maxScore,
});

const numberFormat = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });
const countOf = (count: number, noun: string): string =>
  `${numberFormat.format(count)} ${count === 1 ? noun : `${noun}s`}`;
const scoreOf = ({ score, maxScore }: Pick<Scored, 'score' | 'maxScore'>): string =>
  `${numberFormat.format(score)} of ${countOf(maxScore, 'point')}`;
