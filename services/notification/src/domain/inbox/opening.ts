import type { AnnouncedEvent, Message } from './ports.ts';

const timeFormat = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'UTC',
});
const timeOf = (instant: string): string => `${timeFormat.format(new Date(instant))} UTC`;

const resultsTexts = {
  released: 'You see your results when your teacher releases them.',
  closed: 'You see your results after it closes.',
  'closed-for-all': 'You see your results after it has closed for everybody who sits it.',
} as const;

/** States when an exam opens and closes, as seen at the time of the event, and when results are available. */
export const openingOf = ({
  occurredAt,
  data: { title: name, opensAt, closesAt, audience },
}: AnnouncedEvent): Pick<Message, 'body' | 'codedText'> => {
  const opensLater = opensAt !== null && Date.parse(opensAt) > Date.parse(occurredAt);
  const opening = opensLater ? `The exam opens on ${timeOf(opensAt)}` : 'The exam is open now';
  const results = closesAt === null ? 'released' : audience === undefined ? 'closed' : 'closed-for-all';
  const closing = closesAt === null ? '' : ` and closes on ${timeOf(closesAt)}`;
  return {
    body: `${opening}${closing}. ${resultsTexts[results]}`,
    codedText: {
      code: 'exam-published',
      name,
      results,
      ...(opensLater ? { opensAt } : {}),
      ...(closesAt === null ? {} : { closesAt }),
    },
  };
};
