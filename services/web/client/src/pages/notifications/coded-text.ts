import type { listNotifications } from '@ai-teacher/contracts/notification/inbox.ts';
import type { ReadOf } from '@ai-teacher/contracts/operation.ts';
import { type Sentence, sentenceOf, sentenceOfAll } from '../../language/api-sentence.ts';
import { showTime } from '../../language/show.ts';

type Notification = ReadOf<typeof listNotifications>['items'][number];
type CodedText = NonNullable<Notification['codedText']>;

/** The keys of the texts that make the first line of a notification. */
const keysOf = ({ code, reason = '', results = '', opensAt, closesAt }: CodedText): readonly string[] => {
  if (code === 'document-failed') return [`documents.advice.${reason}`];
  if (code === 'registration-policy-changed')
    return [`notifications.policy.${reason}`, `notifications.text.${code}`];
  if (code !== 'exam-published') return [`notifications.text.${code}`];
  const opening = `${opensAt === undefined ? 'open' : 'opens'}${closesAt === undefined ? '' : '-until'}`;
  return [`notifications.opening.${opening}`, `notifications.results.${results}`];
};

/** The values of the texts: numbers and names as they are, times in the language of the page. */
const valuesOf = ({ opensAt, closesAt, code: _, ...values }: CodedText): Record<string, string | number> => ({
  ...Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)),
  ...(opensAt === undefined ? {} : { opens: showTime(opensAt) }),
  ...(closesAt === undefined ? {} : { closes: showTime(closesAt) }),
});

/** The title and the lines of a notification. Lines after the first one are sentences of the API alone. */
export const shownText = ({
  title,
  body,
  codedText,
}: Pick<Notification, 'title' | 'body' | 'codedText'>): {
  readonly title: Sentence;
  readonly lines: readonly Sentence[];
} => {
  const [first = '', ...further] = body.split('\n');
  if (codedText === undefined)
    return { title: { english: title }, lines: [first, ...further].map((english) => ({ english })) };
  const values = valuesOf(codedText);
  return {
    title: sentenceOf(`notifications.subject.${codedText.code}`, title, values),
    lines: [sentenceOfAll(keysOf(codedText), first, values), ...further.map((english) => ({ english }))],
  };
};
