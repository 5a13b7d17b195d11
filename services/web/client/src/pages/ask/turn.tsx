import { search } from '@ai-teacher/contracts/rag/search.ts';
import { useQuery } from '@tanstack/react-query';
import { SearchX } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/calls.ts';
import { Button } from '../../parts/button.tsx';
import { FaultNotice, Waiting } from '../../parts/notice.tsx';
import type { Place } from '../books/page-text.tsx';
import { AnswerText, spokenAnswer } from './answer-text.tsx';
import type { LiveTurn } from './use-asking.ts';

const maxNearestPages = 3;

export const Question = ({ children }: { readonly children: ReactNode }) => (
  <p className="question" dir="auto">
    {children}
  </p>
);

/** Says that the material has no answer, and offers the pages that come nearest. */
export const NotInMaterial = ({
  question,
  onOpen,
}: {
  readonly question: string;
  readonly onOpen: (place: Place) => void;
}) => {
  const { t } = useTranslation();
  const nearest = useQuery({
    queryKey: ['search', question],
    queryFn: async ({ signal }) =>
      (await api.call(search, { body: { query: question, limit: maxNearestPages }, signal })).answer.results,
  });
  return (
    <div className="notice warn">
      <SearchX size={20} aria-hidden="true" />
      <div>
        <p className="strong">{t('ask.notInMaterial')}</p>
        {nearest.isPending ? <Waiting rows={1} /> : null}
        <FaultNotice fault={nearest.error} onRetry={() => void nearest.refetch()} />
        {nearest.data?.length ? <p className="soft">{t('ask.nearest')}</p> : null}
        <div className="actions">
          {nearest.data?.map(({ chunkId, documentId, pageNumber, pageLabel, title, text }) => (
            <Button key={chunkId} small onPress={() => onOpen({ documentId, pageNumber, quote: text })}>
              <bdi>{title}</bdi> · {t('books.page', { label: pageLabel })}
            </Button>
          ))}
        </div>
      </div>
    </div>
  );
};

type LiveProps = {
  readonly turn: LiveTurn;
  readonly onOpen: (place: Place) => void;
  readonly onAgain: () => void;
};

/** The question that was asked last, with its answer as far as it has arrived. */
export const LiveAnswer = ({ turn, onOpen, onAgain }: LiveProps) => {
  const { t } = useTranslation();
  const { question, text, citations, state, supported, fault } = turn;
  return (
    <>
      <Question>{question}</Question>
      <div className="answer" aria-busy={state === 'asking'}>
        {text === '' && state === 'asking' ? <p className="thinking">{t('ask.thinking')}</p> : null}
        {text === '' ? null : <AnswerText text={text} citations={citations} onOpen={onOpen} />}
        {state === 'done' && !supported ? <NotInMaterial question={question} onOpen={onOpen} /> : null}
        {state === 'stopped' ? <p className="soft">{t('ask.stopped')}</p> : null}
        <FaultNotice fault={fault} />
        {state === 'stopped' || state === 'failed' ? (
          <Button small onPress={onAgain}>
            {t('ask.again')}
          </Button>
        ) : null}
      </div>
    </>
  );
};

/**
 * Reads the state of an answer aloud: that it is looked for, and then the whole answer once. The words that
 * arrive meanwhile are silent.
 */
export const SpokenTurn = ({ turn }: { readonly turn: LiveTurn | undefined }) => {
  const { t } = useTranslation();
  const spoken = {
    asking: () => t('ask.thinking'),
    done: ({ text, supported }: LiveTurn) =>
      supported ? spokenAnswer(text) : `${spokenAnswer(text)} ${t('ask.notInMaterial')}`,
    stopped: () => t('ask.stopped'),
    // Its notice is an alert.
    failed: () => null,
  };
  return (
    <p className="hidden" aria-live="polite" aria-atomic="true" dir="auto">
      {turn === undefined ? null : spoken[turn.state](turn)}
    </p>
  );
};
