import { listMessages } from '@ai-teacher/contracts/chat/sessions.ts';
import type { ReadOf } from '@ai-teacher/contracts/operation.ts';
import { type RefObject, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ListAnswer, useList } from '../../api/calls.ts';
import { Button } from '../../parts/button.tsx';
import type { Place } from '../books/page-text.tsx';
import { AnswerText } from './answer-text.tsx';
import { NotInMaterial, Question } from './turn.tsx';
import type { LiveTurn } from './use-asking.ts';

type Message = ReadOf<typeof listMessages>['items'][number];

/** Messages of one request. */
const messagesPerPage = 50;

/** The stored messages of a conversation, oldest first. The newest are loaded first. */
export const useHistory = (sessionId: string | undefined): ListAnswer<Message> => {
  const list = useList(
    listMessages,
    { params: { id: sessionId ?? '' }, query: { limit: messagesPerPage, order: 'newest' } },
    { enabled: sessionId !== undefined },
  );
  return { ...list, items: list.items?.toReversed() };
};

/** The stored messages before the question of this page, which keeps its place until the next question. */
export const beforeTurn = (messages: readonly Message[], turn: LiveTurn | undefined): readonly Message[] => {
  const at = messages.findIndex(({ id }) => id === turn?.messageId);
  return at < 0 ? messages : messages.slice(0, Math.max(0, at - 1));
};

type HistoryProps = {
  readonly messages: readonly Message[];
  /** Whether nothing was asked after these messages. */
  readonly isLatest: boolean;
  readonly onOpen: (place: Place) => void;
};

/** Messages that are stored. */
export const History = ({ messages, isLatest, onOpen }: HistoryProps) =>
  messages.map(({ id, author, text, citations, withdrawn }, index) => {
    if (author === 'user') return <Question key={id}>{text}</Question>;
    const isLast = isLatest && index === messages.length - 1;
    const question = messages[index - 1]?.text;
    return (
      <div key={id} className="answer">
        <AnswerText text={text} citations={citations} onOpen={onOpen} />
        {isLast && citations.length === 0 && !withdrawn && question !== undefined ? (
          <NotInMaterial question={question} onOpen={onOpen} />
        ) : null}
      </div>
    );
  });

/** The first message on the page, and where it was. */
type Held = { readonly element: HTMLElement; readonly top: number; readonly count: number };

/**
 * Keeps the first message at its place on the screen while earlier messages are inserted above it. When the
 * button that loads them leaves the page, the message gets the focus.
 *
 * @returns the number of messages that were inserted last, and the function to call before they are loaded.
 */
const useHeldPlace = (messages: RefObject<HTMLElement | null>, count: number, hasMore: boolean) => {
  const held = useRef<Held>(undefined);
  const [added, setAdded] = useState(0);
  useLayoutEffect(() => {
    const before = held.current;
    if (before === undefined || count === before.count) return;
    held.current = undefined;
    globalThis.scrollBy({
      top: before.element.getBoundingClientRect().top - before.top,
      behavior: 'instant',
    });
    setAdded(count - before.count);
    if (hasMore) return;
    before.element.tabIndex = -1;
    before.element.focus({ preventScroll: true });
  }, [count, hasMore]);
  const hold = (): void => {
    const element = messages.current?.querySelector<HTMLElement>('.question, .answer');
    if (element) held.current = { element, top: element.getBoundingClientRect().top, count };
  };
  return { added, hold };
};

/** Loads earlier messages above the others, and says how many came. */
export const EarlierMessages = ({
  history: { items = [], more, isLoadingMore },
  messages,
}: {
  readonly history: ListAnswer<Message>;
  /** The element that contains the messages. */
  readonly messages: RefObject<HTMLElement | null>;
}) => {
  const { t } = useTranslation();
  const { added, hold } = useHeldPlace(messages, items.length, more !== undefined);
  return (
    <>
      <p className="hidden" role="status">
        {added === 0 ? null : t('ask.earlierShown', { count: added, total: items.length })}
      </p>
      {more === undefined ? null : (
        <Button
          small
          isPending={isLoadingMore}
          onPress={() => {
            hold();
            more();
          }}
        >
          {t('ask.earlier')}
        </Button>
      )}
    </>
  );
};
