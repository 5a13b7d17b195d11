import { listMessages } from '@ai-teacher/contracts/chat/sessions.ts';
import { listDocuments } from '@ai-teacher/contracts/rag/library.ts';
import { X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { useList } from '../../api/calls.ts';
import { IconButton } from '../../parts/button.tsx';
import { Chooser } from '../../parts/chooser.tsx';
import { EmptyState, FaultNotice, Waiting } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { PageText, type Place } from '../books/page-text.tsx';
import { AnswerText } from './answer-text.tsx';
import { Composer } from './composer.tsx';
import { Sessions } from './sessions.tsx';
import { LiveAnswer, NotInMaterial, Question } from './turn.tsx';
import { useAsking } from './use-asking.ts';
import '../books/books.css';
import './ask.css';

const everyBook = 'all';

/** The messages of a session that were stored before the last question. */
const History = ({
  sessionId,
  onOpen,
}: {
  readonly sessionId: string;
  readonly onOpen: (place: Place) => void;
}) => {
  const { items, fault, reload } = useList(listMessages, {
    params: { id: sessionId },
    query: { limit: 100 },
  });
  if (items === undefined) return fault ? <FaultNotice fault={fault} onRetry={reload} /> : <Waiting />;
  return items.map(({ id, author, text, citations, withdrawn }, index) => {
    if (author === 'user') return <Question key={id}>{text}</Question>;
    const isLast = index === items.length - 1;
    const question = items[index - 1]?.text;
    return (
      <div key={id} className="answer">
        <AnswerText text={text} citations={citations} onOpen={onOpen} />
        {isLast && citations.length === 0 && !withdrawn && question !== undefined ? (
          <NotInMaterial question={question} onOpen={onOpen} />
        ) : null}
      </div>
    );
  });
};

const BookChooser = ({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (id: string) => void;
}) => {
  const { t } = useTranslation();
  const { items = [] } = useList(listDocuments, { query: { limit: 100 } });
  const books = items.filter(({ status }) => status === 'ready');
  const choices = [
    { id: everyBook, label: t('ask.everyBook') },
    ...books.map(({ id, title }) => ({ id, label: title })),
  ];
  return <Chooser label={t('ask.book')} choices={choices} value={value} onChange={onChange} />;
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

const Conversation = ({
  sessionId,
  onOpen,
}: {
  readonly sessionId: string | undefined;
  readonly onOpen: (place: Place) => void;
}) => {
  const { t } = useTranslation();
  const go = useNavigate();
  const [search, setSearch] = useSearchParams();
  const book = search.get('book') ?? everyBook;
  const asked = useRef('');
  const { turn, start, stop, clear } = useAsking((id) => {
    if (id === sessionId) clear();
    else if (sessionId === undefined) void go(`/app/ask/${id}${book === everyBook ? '' : `?book=${book}`}`);
  });
  const ask = (message: string): void => {
    asked.current = message;
    void start({ message, sessionId, documentIds: book === everyBook ? undefined : [book] });
  };
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (turn !== undefined) end.current?.scrollIntoView({ block: 'nearest' });
  }, [turn]);
  const isEmpty = sessionId === undefined && turn === undefined;
  return (
    <div className="conversation">
      <BookChooser value={book} onChange={(id) => setSearch(id === everyBook ? {} : { book: id })} />
      <div className="messages" role="log" aria-label={t('ask.conversation')}>
        {isEmpty ? <EmptyState title={t('ask.empty')}>{t('ask.emptyText')}</EmptyState> : null}
        {sessionId === undefined ? null : <History sessionId={sessionId} onOpen={onOpen} />}
        {turn === undefined ? null : (
          <LiveAnswer turn={turn} onOpen={onOpen} onAgain={() => ask(asked.current)} />
        )}
        <div ref={end} />
      </div>
      <Composer isAsking={turn?.state === 'asking'} onAsk={ask} onStop={stop} />
    </div>
  );
};

const AskPage = () => {
  const { t } = useTranslation();
  const { sessionId } = useParams();
  const [place, setPlace] = useState<Place>();
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
        <Conversation key={sessionId ?? 'new'} sessionId={sessionId} onOpen={open} />
        {place === undefined ? null : <Beside place={place} onClose={close} />}
      </div>
    </Page>
  );
};

export default AskPage;
