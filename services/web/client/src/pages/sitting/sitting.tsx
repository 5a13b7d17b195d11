import { listStudentAttempts } from '@ai-teacher/contracts/exam/assignments.ts';
import { readAttempt, submitAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import { withoutControls } from '@ai-teacher/contracts/text.ts';
import { CloudAlert, CloudCheck, CloudUpload, Timer } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../api/calls.ts';
import { showDuration, showNumber } from '../../language/show.ts';
import { Button } from '../../parts/button.tsx';
import { Confirm } from '../../parts/dialogs/dialog.tsx';
import { FaultNotice, Remark } from '../../parts/notice.tsx';
import type { BlankItem, Response } from '../items/input-props.ts';
import { ResponseInput } from '../items/response-input.tsx';
import type { Responses } from './outbox/response-outbox.ts';
import { readAgainWhenOver, useOutbox } from './outbox/use-outbox.ts';
import type { ReadAttempt } from './use-attempt.ts';
import { useCountdown } from './use-countdown.ts';
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

/** The response without characters that the server refuses. A field with one line shows no line breaks. */
const acceptable = ({ type }: BlankItem, response: Response): Response => {
  if (typeof response !== 'string') return response;
  const words = withoutControls(response);
  return type === 'short_answer' || type === 'long_answer' ? words : words.replaceAll('\n', ' ');
};

/** During the last seconds of the time each second sends what was typed in it. */
const flushSeconds = 5;

const savedIn = ({ items }: ReadAttempt): Responses =>
  Object.fromEntries(items.map(({ itemId, response }) => [itemId, response]));

/**
 * An exam in progress. Each response is saved by itself. At the deadline the server closes the attempt, because
 * the page cannot know whether the student has got more time.
 */
export const Sitting = ({ attempt, items }: SittingProps) => {
  const { attemptId, deadlineAt, offset } = attempt;
  const { t } = useTranslation();
  const { outbox, state, refusal } = useOutbox(attemptId);
  const [responses, setResponses] = useState<Responses>(() => ({
    ...savedIn(attempt),
    ...outbox.latest(attemptId),
  }));
  const [isPostponed, setPostponed] = useState(false);
  const submission = useAction(submitAttempt, [readAttempt, listStudentAttempts]);
  const seconds = useCountdown(deadlineAt, offset);
  const answer = (item: BlankItem, given: Response): void => {
    const { itemId } = item;
    const response = acceptable(item, given);
    setResponses((old) => ({ ...old, [itemId]: response }));
    outbox.put({ attemptId, itemId, response });
  };
  const submit = async (): Promise<void> => {
    await outbox.flush();
    const isUnsent = Object.keys(outbox.unsent(attemptId)).length > 0;
    setPostponed(isUnsent);
    if (!isUnsent) await submission.mutateAsync({ params: { id: attemptId } }).catch(readAgainWhenOver);
  };
  const isOver = seconds === 0;
  const isEnding = seconds !== null && seconds <= flushSeconds;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each second flushes
  useEffect(() => {
    if (isEnding) void outbox.flush();
  }, [isEnding, seconds, outbox]);
  const answered = items.filter(({ itemId }) => responses[itemId] != null).length;
  return (
    <>
      <div className="sitting-bar">
        <span className="soft">{t('sitting.answered', { answered, total: items.length })}</span>
        <Saved state={refusal === undefined ? state : 'refused'} />
        {seconds === null ? null : <Clock seconds={seconds} />}
      </div>
      <Remark>{isOver ? t('sitting.timeUp') : null}</Remark>
      <Remark>{isPostponed && state !== 'saved' ? t('sitting.submitLater') : null}</Remark>
      <ol className="stack">
        {items.map((item, index) => (
          <li key={item.itemId} className="card">
            <p className="soft">
              {t('sitting.item', { number: index + 1 })} ·{' '}
              {t('items.points', { count: item.points, points: showNumber(item.points) })}
            </p>
            <p className="stem" dir="auto">
              {item.stem}
            </p>
            <ResponseInput
              item={item}
              value={responses[item.itemId]}
              onChange={(response) => answer(item, response)}
            />
          </li>
        ))}
      </ol>
      <FaultNotice fault={submission.error} />
      <Confirm
        title={t('sitting.submit')}
        text={t('sitting.submitText', { answered, total: items.length })}
        action={t('sitting.submit')}
        onConfirm={() => void submit()}
      >
        <Button look="primary" isPending={submission.isPending}>
          {t('sitting.submit')}
        </Button>
      </Confirm>
    </>
  );
};
