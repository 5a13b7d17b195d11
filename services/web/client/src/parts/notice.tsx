import type { ProblemCode } from '@ai-teacher/contracts/problem.ts';
import { EdgeProblem, EdgeUnreachable } from '@ai-teacher/edge-client/edge-client.ts';
import i18next from 'i18next';
import { Check, CircleAlert, Copy, Inbox } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { requestIdOf } from '../api/calls.ts';
import { WorkFault } from '../api/stream-faults.ts';
import { type Sentence, sentenceOf, wordsOf } from '../language/api-sentence.ts';
import { Button } from './button.tsx';
import { ShownSentence } from './shown-sentence.tsx';
import { TraceLink } from './trace-link.tsx';

/**
 * The plain sentence of a fault: the catalogue's for a known problem, else the server's, else a general
 * one.
 */
const reasonOf = (fault: unknown): Sentence => {
  if (fault instanceof EdgeUnreachable || !navigator.onLine) return i18next.t('fault.unreachable');
  if (fault instanceof WorkFault) return fault.reason;
  // The signal of a call that has no answer within its time.
  if (fault instanceof DOMException && fault.name === 'TimeoutError')
    return sentenceOf('problem.deadline-exceeded', 'The answer took too long. Please try again.');
  const problem = fault instanceof EdgeProblem ? fault.problem : undefined;
  if (problem === undefined) return i18next.t('fault.unknown');
  return sentenceOf(`problem.${problem.code}`, problem.detail ?? problem.title);
};

/** Codes that do not say enough without the sentence about the occurrence. */
const generalCodes: ReadonlySet<ProblemCode> = new Set(['conflict', 'dates-outside-period', 'forbidden']);

/** The details beside the text of the code: the sentence of the occurrence, and the faults of the input. */
const furtherOf = (fault: unknown): readonly Sentence[] => {
  const problem = fault instanceof EdgeProblem ? fault.problem : undefined;
  if (problem === undefined) return [];
  const { code, detail, errors = [] } = problem;
  return [
    ...(detail !== undefined && generalCodes.has(code) ? [{ english: detail }] : []),
    // Only the faults of passwords have codes.
    ...errors.map(({ pointer, message, code: kind }) =>
      sentenceOf(`password.${kind}`, `${pointer.slice(1)}: ${message}`),
    ),
  ];
};

/** Copies the request id, with which an operator finds everything that the request did. Links its trace. */
const RequestId = ({ id }: { readonly id: string }) => {
  const { t } = useTranslation();
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(id).catch(() => undefined);
    setCopied(true);
  };
  return (
    <p className="request-id">
      <span>{t('fault.requestId')}</span> <code dir="ltr">{id}</code>
      <Button look="quiet" small onPress={copy}>
        {isCopied ? <Check size={14} aria-hidden="true" /> : <Copy size={14} aria-hidden="true" />}
        {isCopied ? t('fault.copied') : t('fault.copy')}
      </Button>
      <TraceLink requestId={id} />
    </p>
  );
};

/** The sentences of problems that have a certain meaning in one place, by their codes. */
type Sentences = Readonly<Partial<Record<ProblemCode, string>>>;

/** Says in a sentence what failed, with the request id, and offers to try again. Empty without a fault. */
export const FaultNotice = ({
  fault,
  onRetry,
  sentences = {},
}: {
  readonly fault: unknown;
  readonly onRetry?: (() => void) | undefined;
  readonly sentences?: Sentences;
}) => {
  const { t } = useTranslation();
  if (fault === null || fault === undefined) return null;
  const id = requestIdOf(fault);
  const code = fault instanceof EdgeProblem ? fault.problem?.code : undefined;
  const sentence = code === undefined ? undefined : sentences[code];
  return (
    <div className="notice fault" role="alert">
      <CircleAlert size={20} aria-hidden="true" />
      <div>
        <p>
          <ShownSentence sentence={sentence ?? reasonOf(fault)} />
        </p>
        {(sentence === undefined ? furtherOf(fault) : []).map((line) => (
          <p key={wordsOf(line)}>
            <ShownSentence sentence={line} />
          </p>
        ))}
        {id === undefined ? null : <RequestId id={id} />}
        {onRetry === undefined ? null : (
          <Button small onPress={onRetry}>
            {t('fault.retry')}
          </Button>
        )}
      </div>
    </div>
  );
};

/** A calm remark that is part of a page. */
export const Note = ({ id, children }: { readonly id?: string; readonly children: ReactNode }) => (
  <div className="notice" id={id}>
    <div>{children}</div>
  </div>
);

/**
 * The place of a remark, which is read aloud when it appears. Screen readers miss a place that appears
 * together with its words. Therefore the place is on the page before, and `children` is null until then.
 */
export const Remark = ({ children }: { readonly children: ReactNode }) => (
  <div role="status">{children === null || children === undefined ? null : <Note>{children}</Note>}</div>
);

/** Takes the place of an empty list, and says what to do next. */
export const EmptyState = ({
  title,
  children,
}: {
  readonly title: string;
  /** The advice for the next step. */
  readonly children: ReactNode;
}) => (
  <div className="empty">
    <Inbox size={36} strokeWidth={1.4} aria-hidden="true" />
    <h2>{title}</h2>
    <div>{children}</div>
  </div>
);

/** Grey bars in place of content. CSS shows them after 300 ms, so short waits do not flicker. */
export const Waiting = ({ rows = 3 }: { readonly rows?: number }) => {
  const { t } = useTranslation();
  const widths = Array.from({ length: rows }, (_, row) => `bar bar-${row % 3}`);
  return (
    <div className="waiting" role="status" aria-label={t('shell.loading')}>
      {widths.map((name, row) => (
        // The bars never change their order.
        // biome-ignore lint/suspicious/noArrayIndexKey: equal bars have no other identity
        <span key={row} className={name} />
      ))}
    </div>
  );
};
