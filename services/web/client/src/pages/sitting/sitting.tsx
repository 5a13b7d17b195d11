import { submitAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import { useMutation } from '@tanstack/react-query';
import { CloudAlert, CloudCheck, CloudUpload, Timer } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/calls.ts';
import { showDuration, showNumber, showNumbers } from '../../language/show.ts';
import { Button } from '../../parts/button.tsx';
import { Confirm } from '../../parts/dialogs/dialog.tsx';
import { FaultNotice, Remark } from '../../parts/notice.tsx';
import { useEndOfWork } from '../../shell/ended-work.ts';
import type { BlankItem, Response } from '../items/input-props.ts';
import { ResponseInput } from '../items/response-input.tsx';
import { RefusedAnswer } from './outbox/refused-answers.tsx';
import type { Outbox } from './outbox/response-outbox.ts';
import { readAgainWhenOver, readAttemptsAgain, useOutbox } from './outbox/use-outbox.ts';
import type { ReadAttempt } from './use-attempt.ts';
import { useCountdown } from './use-countdown.ts';
import { useResponses } from './use-responses.ts';
import './sitting.css';

const icons = { saved: CloudCheck, saving: CloudUpload, waiting: CloudAlert, refused: CloudAlert } as const;

const Saved = ({ state }: { readonly state: keyof typeof icons }) => {
  const { t } = useTranslation();
  const Icon = icons[state];
  return (
    <span className={`save-state ${state}`} role="status">
      <Icon size={18} aria-hidden="true" />
      {t(`sitting.state.${state}`)}
    </span>
  );
};

type SittingProps = {
  readonly attempt: ReadAttempt;
  readonly items: readonly BlankItem[];
};

const Clock = ({ seconds }: { readonly seconds: number }) => {
  const { t } = useTranslation();
  return (
    <span className={seconds < 60 ? 'tag bad' : 'tag'} role="timer" aria-label={t('sitting.timeLeft')}>
      <Timer size={15} aria-hidden="true" />
      {showDuration(seconds)}
    </span>
  );
};

/** During the last seconds of the time each second sends what was typed in it. */
const lastSeconds = 5;

type ItemProps = {
  readonly item: BlankItem;
  readonly number: number;
  readonly value: Response | undefined;
  readonly onChange: (response: Response) => void;
  readonly children: ReactNode;
};

const SittingItem = ({ item, number, value, onChange, children }: ItemProps) => {
  const { t } = useTranslation();
  return (
    <li className="card">
      <p className="soft">
        {t('sitting.item', { number })} ·{' '}
        {t('items.points', { count: item.points, points: showNumber(item.points) })}
      </p>
      <p className="stem" dir="auto">
        {item.stem}
      </p>
      <ResponseInput item={item} value={value} onChange={onChange} />
      {children}
    </li>
  );
};

/** Sends what was typed in the last seconds of the time, each second. */
const useLastSending = (outbox: Outbox, seconds: number | null): void => {
  const isEnding = seconds !== null && seconds <= lastSeconds;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each second sends
  useEffect(() => {
    if (isEnding) void outbox.send();
  }, [isEnding, seconds, outbox]);
};

type HandInProps = {
  readonly attemptId: string;
  readonly answered: number;
  readonly total: number;
  readonly onPostpone: (isPostponed: boolean) => void;
};

/**
 * Hands in once the server has every response.
 *
 * @returns false when it does not have every response. The student hands in again later.
 */
const submit = async (outbox: Outbox, attemptId: string): Promise<boolean> => {
  await outbox.flush();
  const isRefused = outbox.refused().some((refused) => refused.attemptId === attemptId);
  if (isRefused || Object.keys(outbox.unsent(attemptId)).length > 0) return false;
  await api.call(submitAttempt, { params: { id: attemptId } });
  return true;
};

const useSubmission = ({ attemptId, onPostpone }: Pick<HandInProps, 'attemptId' | 'onPostpone'>) => {
  const { outbox } = useOutbox(attemptId);
  const end = useEndOfWork('handIn');
  return useMutation({
    mutationFn: () => submit(outbox, attemptId),
    meta: { work: 'handIn' },
    onSuccess: async (isHandedIn) => {
      onPostpone(!isHandedIn);
      end.note({ href: `/app/attempts/${attemptId}`, hasFailed: !isHandedIn });
      if (isHandedIn) await readAttemptsAgain();
    },
    onError: readAgainWhenOver,
  });
};

const HandIn = ({ answered, total, ...handed }: HandInProps) => {
  const { t } = useTranslation();
  const submission = useSubmission(handed);
  return (
    <>
      <FaultNotice fault={submission.error} />
      <Confirm
        title={t('sitting.submit')}
        text={t('sitting.submitText', { answered, total })}
        action={t('sitting.submit')}
        onConfirm={() => (submission.isPending ? undefined : submission.mutate())}
      >
        <Button look="primary" isPending={submission.isPending}>
          {t('sitting.submit')}
        </Button>
      </Confirm>
    </>
  );
};

/**
 * An exam in progress. Each response is saved by itself. At the deadline the server closes the attempt,
 * because the page cannot know whether the student has got more time.
 */
export const Sitting = ({ attempt, items }: SittingProps) => {
  const { t } = useTranslation();
  const { outbox, state, refused, responses, answer, dismiss } = useResponses(attempt);
  const [isPostponed, setPostponed] = useState(false);
  const seconds = useCountdown(attempt.deadlineAt, attempt.offset);
  useLastSending(outbox, seconds);
  const refusedAt = new Map(refused.map((entry) => [entry.itemId, entry]));
  const numbers = items.flatMap(({ itemId }, index) => (refusedAt.has(itemId) ? [index + 1] : []));
  const answered = items.filter(({ itemId }) => responses[itemId] != null).length;
  const reason =
    refused.length > 0
      ? t('sitting.submitRefused', { numbers: showNumbers(numbers) })
      : state === 'waiting'
        ? t('sitting.submitLater')
        : null;
  return (
    <>
      <div className="sitting-bar">
        <span className="soft">{t('sitting.answered', { answered, total: items.length })}</span>
        <Saved state={refused.length === 0 ? state : 'refused'} />
        {seconds === null ? null : <Clock seconds={seconds} />}
      </div>
      <Remark>{seconds === 0 ? t('sitting.timeUp') : null}</Remark>
      <ol className="stack">
        {items.map((item, index) => {
          const entry = refusedAt.get(item.itemId);
          return (
            <SittingItem
              key={item.itemId}
              item={item}
              number={index + 1}
              value={responses[item.itemId]}
              onChange={(response) => answer(item, response)}
            >
              {entry === undefined ? null : (
                <RefusedAnswer
                  refused={entry}
                  action={t('sitting.refused.discard')}
                  onDismiss={() => dismiss(item.itemId)}
                />
              )}
            </SittingItem>
          );
        })}
      </ol>
      <Remark>{isPostponed ? reason : null}</Remark>
      <HandIn
        attemptId={attempt.attemptId}
        answered={answered}
        total={items.length}
        onPostpone={setPostponed}
      />
    </>
  );
};
