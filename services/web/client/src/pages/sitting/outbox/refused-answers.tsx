import { saveResponse } from '@ai-teacher/contracts/exam/attempts.ts';
import { EdgeProblem } from '@ai-teacher/edge-client/edge-client.ts';
import { useTranslation } from 'react-i18next';
import { Button, ButtonLink } from '../../../parts/button.tsx';
import { FaultNotice, Remark } from '../../../parts/notice.tsx';
import { Section } from '../../../parts/section.tsx';
import type { BlankItem } from '../../items/input-props.ts';
import { ShownAnswer } from '../../items/shown-answer.tsx';
import type { Refused } from './entries.ts';
import { useDismissal, useRefused } from './use-outbox.ts';

/** The fault of a refusal, which may be older than the page. */
const faultOf = ({ problem }: Refused): EdgeProblem => {
  const { service, operationId, method, path } = saveResponse;
  const { status, requestId } = problem;
  const request = { service, operationId, method, path, body: undefined };
  return new EdgeProblem({ ...request, status, requestId, milliseconds: 0 }, problem);
};

type RefusedAnswerProps = {
  readonly refused: Refused;
  readonly action: string;
  readonly onDismiss: () => void;
};

/** The reason why the server does not have an answer, and the button that dismisses the answer. */
export const RefusedAnswer = ({ refused, action, onDismiss }: RefusedAnswerProps) => (
  <>
    <FaultNotice fault={faultOf(refused)} />
    <div className="actions">
      <Button small onPress={onDismiss}>
        {action}
      </Button>
    </div>
  </>
);

type RefusedAnswersProps = {
  readonly answers: readonly Refused[];
  /** The items of the exam in the order of the student. */
  readonly itemIds: readonly string[];
  readonly items: readonly BlankItem[];
};

/** The answers to an exam that did not reach the server and cannot be sent again. */
export const RefusedAnswers = ({ answers, itemIds, items }: RefusedAnswersProps) => {
  const { t } = useTranslation();
  const dismiss = useDismissal();
  if (answers.length === 0) return null;
  return (
    <Section title={t('sitting.refused.title')}>
      <p>{t('sitting.refused.text')}</p>
      <ul className="stack">
        {answers.map((refused) => {
          const number = itemIds.indexOf(refused.itemId) + 1;
          const item = items.find(({ itemId }) => itemId === refused.itemId);
          return (
            <li key={refused.itemId} className="card">
              {number === 0 ? null : <p className="soft">{t('sitting.item', { number })}</p>}
              <ShownAnswer answer={refused.response} options={item?.options} prompts={item?.prompts} />
              <RefusedAnswer
                refused={refused}
                action={t('sitting.refused.remove')}
                onDismiss={() => dismiss(refused)}
              />
            </li>
          );
        })}
      </ul>
    </Section>
  );
};

/** Says on other pages that answers did not reach the server, and links to them. */
export const RefusedRemark = () => {
  const { t } = useTranslation();
  const attemptIds = [...new Set(useRefused().map(({ attemptId }) => attemptId))];
  return (
    <Remark>
      {attemptIds.length === 0 ? null : (
        <div className="stack">
          <p>{t('sitting.refused.elsewhere')}</p>
          {attemptIds.map((attemptId) => (
            <ButtonLink key={attemptId} small href={`/app/attempts/${attemptId}`}>
              {t('sitting.refused.see')}
            </ButtonLink>
          ))}
        </div>
      )}
    </Remark>
  );
};
