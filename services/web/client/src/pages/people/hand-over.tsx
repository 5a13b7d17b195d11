import { listAccounts } from '@ai-teacher/contracts/auth/accounts.ts';
import { handOverExams, listExams } from '@ai-teacher/contracts/exam/exams.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction, useList } from '../../api/calls.ts';
import { Button } from '../../parts/button.tsx';
import { Chooser } from '../../parts/fields/chooser.tsx';
import { FaultNotice, Remark } from '../../parts/notice.tsx';
import type { Account } from './account.ts';

/** Gives the exams of a person who can no longer teach to another teacher. Empty without such exams. */
export const HandOver = ({ account }: { readonly account: Account }) => {
  const { t } = useTranslation();
  const { items: exams = [] } = useList(listExams, { query: { teacherId: account.id, limit: 100 } });
  const { items: accounts = [] } = useList(
    listAccounts,
    { query: { limit: 100 } },
    { enabled: exams.length > 0 },
  );
  const handing = useAction(handOverExams, [listExams]);
  const [to, setTo] = useState('');
  const teachers = accounts.filter(
    ({ id, role, disabled }) => id !== account.id && role !== 'student' && !disabled,
  );
  const toTeacherId = to || (teachers[0]?.id ?? '');
  const isDone = handing.data !== undefined;
  return (
    <>
      <Remark>
        {handing.data === undefined ? null : t('people.handedOver', { count: handing.data.handedOver })}
      </Remark>
      {isDone || exams.length === 0 || teachers.length === 0 ? null : (
        <div className="stack">
          <Chooser
            label={t('people.handOver', { count: exams.length })}
            choices={teachers.map(({ id, name, email }) => ({ id, label: name || email }))}
            value={toTeacherId}
            onChange={setTo}
          />
          <FaultNotice fault={handing.error} />
          <div className="actions">
            <Button
              small
              isPending={handing.isPending}
              onPress={() => handing.mutate({ body: { fromTeacherId: account.id, toTeacherId } })}
            >
              {t('people.handOverAction')}
            </Button>
          </div>
        </div>
      )}
    </>
  );
};
