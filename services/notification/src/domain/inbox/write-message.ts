import type { Message, PersonalEvent, PublicEvent } from '../ports.ts';

/** What a person reads of an event. English alone for now; titles are quoted as their owners wrote them. */
export const writeMessage = (event: PersonalEvent | PublicEvent): Message => {
  const { type } = event;
  switch (type) {
    case 'document.ready':
      return {
        type,
        title: `“${event.data.title}” is ready`,
        body: `${counted(event.data.pages, 'page')} can be searched and asked about now.`,
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
        body: windowOf(event),
        subject: event.data.examId,
      };
    case 'attempt.graded':
      return {
        type,
        title: `“${event.data.title}” is marked`,
        body: `You scored ${number.format(event.data.score)} of ${counted(event.data.maxScore, 'point')}.`,
        subject: event.data.attemptId,
      };
    case 'security.alert':
      return { type, ...alerts[event.data.kind], subject: event.data.userId };
  }
};

const alerts = {
  'refresh-token-reused': {
    title: 'One of your sessions was ended',
    body: 'An old copy of your sign-in was used, so the session was ended. Sign in again; if this comes back, tell your school.',
  },
} as const;

const number = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });
const counted = (count: number, noun: string): string =>
  `${number.format(count)} ${count === 1 ? noun : `${noun}s`}`;

const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
const written = (instant: string): string => `${moment.format(new Date(instant))} UTC`;

const windowOf = ({ occurredAt, data: { opensAt, closesAt } }: PublicEvent): string => {
  const waits = opensAt !== null && Date.parse(opensAt) > Date.parse(occurredAt);
  const opening = waits ? `It opens on ${written(opensAt)}` : 'It is open now';
  return closesAt === null ? `${opening}.` : `${opening} and closes on ${written(closesAt)}.`;
};
