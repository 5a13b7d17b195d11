import { listExams } from '@ai-teacher/contracts/exam/exams.ts';
import { listDocuments } from '@ai-teacher/contracts/rag/library.ts';
import { listClasses } from '@ai-teacher/contracts/user/classes.ts';
import { joinClass } from '@ai-teacher/contracts/user/join-codes.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction, useList } from '../../api/calls.ts';
import { showLastDay } from '../../language/days.ts';
import { Button } from '../../parts/button.tsx';
import { Field } from '../../parts/fields/field.tsx';
import { SendingForm } from '../../parts/fields/sending-form.tsx';
import { FaultNotice, Remark } from '../../parts/notice.tsx';
import { Listing } from '../../parts/page.tsx';
import { Section } from '../../parts/section.tsx';

const JoinForm = () => {
  const { t } = useTranslation();
  const joining = useAction(joinClass, [listClasses, listExams, listDocuments]);
  const [code, setCode] = useState('');
  const join = async (): Promise<void> => {
    await joining.mutateAsync({ body: { code: code.trim() } });
    setCode('');
  };
  return (
    <SendingForm className="card" onSubmit={join}>
      <div className="joined-fields">
        <Field
          label={t('classes.code')}
          value={code}
          onChange={setCode}
          autoComplete="off"
          maxLength={40}
          isRequired
        />
        <Button type="submit" isPending={joining.isPending}>
          {t('classes.join')}
        </Button>
      </div>
      <FaultNotice fault={joining.error} />
      <Remark>
        {joining.data === undefined ? null : t('classes.joined', { title: joining.data.classTitle })}
      </Remark>
    </SendingForm>
  );
};

/** The classes of a student, and the form to join another class. */
export const MyClasses = () => {
  const { t } = useTranslation();
  const list = useList(listClasses, { query: {} });
  return (
    <Section title={t('classes.mine')}>
      <Listing list={list} empty={<p className="soft">{t('classes.noneJoined')}</p>}>
        {(classes) => (
          <ul className="grid">
            {classes.map(({ id, title, until }) => (
              <li key={id} className="card">
                <p className="strong">
                  <bdi>{title}</bdi>
                </p>
                <p className="soft">{t('classes.until', { day: showLastDay(until) })}</p>
              </li>
            ))}
          </ul>
        )}
      </Listing>
      <JoinForm />
    </Section>
  );
};
