import { X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useParams, useSearchParams } from 'react-router';
import { useBooks } from '../../api/books.ts';
import { IconButton } from '../../parts/button.tsx';
import { WholeChooser } from '../../parts/fields/whole-chooser.tsx';
import { EmptyState, FaultNotice, Waiting } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { useGoFromHere } from '../../shell/go-from-here.ts';
import { PageText, type Place } from '../books/page-text.tsx';
import { Composer } from './composer.tsx';
import { beforeTurn, EarlierMessages, History, useHistory } from './history.tsx';
import { Sessions } from './sessions.tsx';
import { LiveAnswer, SpokenTurn } from './turn.tsx';
import { useAsking } from './use-asking.ts';
import '../books/books.css';
import './ask.css';

const everyBook = 'all';

const BookChooser = ({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (id: string) => void;
}) => {
  const { t } = useTranslation();
  const list = useBooks();
  const choices = [
    { id: everyBook, label: t('ask.everyBook') },
    ...(list.items ?? []).map(({ id, title }) => ({ id, label: title })),
  ];
  return (
    <WholeChooser label={t('ask.book')} choices={choices} list={list} value={value} onChange={onChange} />
  );
};

/** The cited page beside the conversation; on a phone it lies over it. */
const Beside = ({ place, onClose }: { readonly place: Place; readonly onClose: () => void }) => {
  const { t } = useTranslation();
  return (
    <aside className="beside card" aria-label={t('ask.citedPage')}>
      <div className="row">
        <h2>{t('ask.citedPage')}</h2>
        <IconButton label={t('shell.close')} onPress={onClose} autoFocus>
          <X size={18} aria-hidden="true" />
        </IconButton>
      </div>
      <PageText {...place} />
    </aside>
  );
};

type ConversationProps = {
  readonly sessionId: string | undefined;
  readonly onOpen: (place: Place) => void;
  /** Identifies the conversation on the page, also when its first answer changes its address. */
  readonly name: string;
};

/** Asks the chosen book. The first answer gives the conversation its address. */
const useQuestions = ({ sessionId, name }: Omit<ConversationProps, 'onOpen'>) => {
  const go = useGoFromHere();
  const [search, setSearch] = useSearchParams();
  const book = search.get('book') ?? everyBook;
  const state = { conversation: name };
  const { turn, start, stop } = useAsking((id) => {
    if (sessionId !== undefined) return;
    void go(`/app/ask/${id}${book === everyBook ? '' : `?book=${book}`}`, { replace: true, state });
  });
  const ask = (message: string): void =>
    void start({ message, sessionId, documentIds: book === everyBook ? undefined : [book] });
  const setBook = (id: string): void => setSearch(id === everyBook ? {} : { book: id }, { state });
  return { turn, ask, stop, book, setBook };
};

const Conversation = ({ sessionId, onOpen, name }: ConversationProps) => {
  const { t } = useTranslation();
  const field = useRef<HTMLTextAreaElement>(null);
  const messages = useRef<HTMLDivElement>(null);
  const history = useHistory(sessionId);
  const { turn, ask, stop, book, setBook } = useQuestions({ sessionId, name });
  const askAgain = (): void => {
    ask(turn?.question ?? '');
    // The button leaves the page, so the focus goes to the field.
    field.current?.focus();
  };
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (turn !== undefined) end.current?.scrollIntoView({ block: 'nearest' });
  }, [turn]);
  const isLoaded = history.items !== undefined;
  useEffect(() => {
    // A conversation opens at its newest messages.
    if (isLoaded) end.current?.scrollIntoView({ block: 'nearest' });
  }, [isLoaded]);
  const isLoading = sessionId !== undefined && !isLoaded && turn === undefined;
  const isEmpty = sessionId === undefined && turn === undefined;
  return (
    <div className="conversation">
      <BookChooser value={book} onChange={setBook} />
      <SpokenTurn turn={turn} />
      <EarlierMessages history={history} messages={messages} />
      <div className="messages" ref={messages} role="log" aria-live="off" aria-label={t('ask.conversation')}>
        {isEmpty ? <EmptyState title={t('ask.empty')}>{t('ask.emptyText')}</EmptyState> : null}
        <FaultNotice fault={history.fault} onRetry={history.reload} />
        {isLoading && !history.fault ? <Waiting /> : null}
        <History
          messages={beforeTurn(history.items ?? [], turn)}
          isLatest={turn === undefined}
          onOpen={onOpen}
        />
        {turn === undefined ? null : <LiveAnswer turn={turn} onOpen={onOpen} onAgain={askAgain} />}
        <div ref={end} />
      </div>
      <Composer isAsking={turn?.state === 'asking'} onAsk={ask} onStop={stop} field={field} />
    </div>
  );
};

const AskPage = () => {
  const { t } = useTranslation();
  const { sessionId } = useParams();
  const [place, setPlace] = useState<Place>();
  const { state, key } = useLocation();
  // A conversation stays on the page, with its focus, when its first answer gives it an address.
  const given = (state as { readonly conversation?: string } | null)?.conversation;
  const name = given ?? sessionId ?? key;
  const opener = useRef<Element>(null);
  const open = (next: Place): void => {
    if (place === undefined) opener.current = document.activeElement;
    setPlace(next);
  };
  const close = (): void => {
    setPlace(undefined);
    // The focus returns to the citation that opened the page.
    if (opener.current instanceof HTMLElement) opener.current.focus();
  };
  return (
    <Page title={t('ask.title')} lead={t('ask.lead')}>
      <div className={place === undefined ? 'ask' : 'ask open'}>
        <Sessions />
        <Conversation key={name} name={name} sessionId={sessionId} onOpen={open} />
        {place === undefined ? null : <Beside place={place} onClose={close} />}
      </div>
    </Page>
  );
};

export default AskPage;
