import { handOverExams, listExams } from '@ai-teacher/contracts/exam/exams.ts';
import { useTranslation } from 'react-i18next';
import { useAction, useList } from '../../api/calls.ts';
import { FaultNotice, Remark } from '../../parts/notice.tsx';
import type { Account } from './account.ts';
import { AddressForm } from './address-form.tsx';

/** The exams that the page counts. All exams are handed over. */
const maxCountedExams = 100;

/** Gives the exams of a person who can no longer teach to another teacher. Empty without such exams. */
export const HandOver = ({ account }: { readonly account: Account }) => {
  const { t } = useTranslation();
  const {
    items: exams = [],
    more,
    fault,
    reload,
  } = useList(listExams, {
    query: { teacherId: account.id, limit: maxCountedExams },
  });
  const handing = useAction(handOverExams, [listExams]);
  const isDone = handing.data !== undefined;
  return (
    <>
      <Remark>
        {handing.data === undefined ? null : t('people.handedOver', { count: handing.data.handedOver })}
      </Remark>
      <FaultNotice fault={fault} onRetry={reload} />
      {isDone || exams.length === 0 ? null : (
        <fieldset className="types">
          <legend className="label">
            {more === undefined
              ? t('people.handOver', { count: exams.length })
              : t('people.handOverMany', { number: exams.length })}
          </legend>
          <AddressForm
            label={t('people.teacherEmail')}
            action={t('people.handOverAction')}
            onAccount={({ id }) =>
              handing.mutateAsync({ body: { fromTeacherId: account.id, toTeacherId: id } })
            }
            refusal={t('people.noTeacher')}
          />
        </fieldset>
      )}
    </>
  );
};
