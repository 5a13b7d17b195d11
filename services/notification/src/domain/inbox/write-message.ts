import type { EnvelopeOf } from '@ai-teacher/contracts/events.ts';
import type { AdminEvent, AnnouncedEvent, Message, PersonalEvent } from './ports.ts';

/** Writes the message of an event. Messages are currently in English; titles are quoted unchanged. */
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
        subject: event.data.documentId,
      };
    case 'document.failed':
      return {
        type,
        title: `“${event.data.title}” could not be read`,
        body: event.data.problem,
        subject: event.data.documentId,
      };
    case 'exam.published':
      return {
        type,
        title: `“${event.data.title}” is published`,
        body: openingOf(event),
        subject: event.data.examId,
      };
    case 'attempt.graded':
      return {
        type,
        title: `“${event.data.title}” is marked`,
        body: `You scored ${numberFormat.format(event.data.score)} of ${countOf(event.data.maxScore, 'point')}. You can now see your results.`,
        subject: event.data.attemptId,
      };
    case 'appeal.decided':
      return {
        type,
        title: `Your appeal at “${event.data.title}” is decided`,
        body: decisionOf(event),
        subject: event.data.attemptId,
      };
    case 'admin.added':
      return {
        type,
        title: `“${event.data.name}” is now an administrator`,
        body: 'This account can now manage your institution. If you did not expect this, disable the account.',
        subject: event.data.userId,
      };
    case 'security.alert':
      return { type, ...alerts[event.data.kind], subject: event.data.userId };
  }
};

const decisionOf = ({ data: { status, score, maxScore } }: EnvelopeOf<'appeal.decided'>): string => {
  const points = `${numberFormat.format(score)} of ${countOf(maxScore, 'point')}`;
  return status === 'upheld'
    ? `A teacher looked at your answer. Your mark stays ${points}.`
    : `A teacher looked at your answer. Your mark is now ${points}.`;
};

/** The message of a result for the guardians of the student. */
export const resultForGuardian = (event: EnvelopeOf<'attempt.graded'>): Message => ({
  ...writeMessage(event),
  body: `A student in your care scored ${numberFormat.format(event.data.score)} of ${countOf(event.data.maxScore, 'point')}. You can now see the results.`,
});

/** The text of a message about a document that the person may no longer read. */
export const forgottenDocument = {
  title: 'A document is no longer available',
  body: 'The document of this notification was deleted or is no longer shared.',
} as const;

const alerts = {
  'refresh-token-reused': {
    title: 'One of your sessions was ended',
    body: 'An outdated copy of your sign-in was used, so we ended the session. Sign in again. If this happens again, contact your school.',
  },
} as const;

const numberFormat = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });
const countOf = (count: number, noun: string): string =>
  `${numberFormat.format(count)} ${count === 1 ? noun : `${noun}s`}`;

const timeFormat = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'UTC',
});
const timeOf = (instant: string): string => `${timeFormat.format(new Date(instant))} UTC`;

/** States when an exam opens and closes, as seen at the time of the event, and when results are available. */
const openingOf = ({ occurredAt, data: { opensAt, closesAt, audience } }: AnnouncedEvent): string => {
  const opensLater = opensAt !== null && Date.parse(opensAt) > Date.parse(occurredAt);
  const opening = opensLater ? `The exam opens on ${timeOf(opensAt)}` : 'The exam is open now';
  if (closesAt === null) return `${opening}. You see your results when your teacher releases them.`;
  const results = audience === undefined ? 'it closes' : 'it has closed for everybody who sits it';
  return `${opening} and closes on ${timeOf(closesAt)}. You see your results after ${results}.`;
};
