import { listStudentAttempts } from '@ai-teacher/contracts/exam/assignments.ts';
import { readAttempt, submitAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import { CloudAlert, CloudCheck, CloudUpload, Timer } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
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
  readonly attemptId: string;
  readonly items: readonly BlankItem[];
  readonly saved: Responses;
  readonly deadlineAt: string | null;
  readonly offsetMilliseconds: number;
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

/** An exam in progress. Each response is saved by itself; at the deadline the attempt is submitted. */
export const Sitting = ({ attemptId, items, saved, deadlineAt, offsetMilliseconds }: SittingProps) => {
  const { t } = useTranslation();
  const { outbox, state, refusal } = useOutbox(attemptId);
  const [responses, setResponses] = useState<Responses>(() => ({ ...saved, ...outbox.latest(attemptId) }));
  const [isPostponed, setPostponed] = useState(false);
  const submission = useAction(submitAttempt, [readAttempt, listStudentAttempts]);
  const seconds = useCountdown(deadlineAt, offsetMilliseconds);
  const answer = (itemId: string, response: Response): void => {
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
  const atEnd = useRef(submit);
  atEnd.current = submit;
  useEffect(() => {
    if (isOver) void atEnd.current();
  }, [isOver]);
  const answered = items.filter(({ itemId }) => responses[itemId] != null).length;
  return (
    <>
      <div className="sitting-bar">
        <span className="soft">{t('sitting.answered', { answered, total: items.length })}</span>
        <Saved state={refusal === undefined ? state : 'refused'} />
        {seconds === null ? null : <Clock seconds={seconds} />}
      </div>
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
              onChange={(response) => answer(item.itemId, response)}
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
