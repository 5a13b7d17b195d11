import {
  deleteExam,
  type examWithKeys,
  listExams,
  publishExam,
  readExam,
} from '@ai-teacher/contracts/exam/exams.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import type { z } from 'zod';
import { useAction, useAnswer } from '../../api/calls.ts';
import { showTime } from '../../language/show.ts';
import { Button, ButtonLink } from '../../parts/button.tsx';
import { Confirm, Sheet } from '../../parts/dialog.tsx';
import { Field } from '../../parts/field.tsx';
import { FaultNotice, Remark } from '../../parts/notice.tsx';
import { Loaded, Page } from '../../parts/page.tsx';
import { ItemCard } from './item-card.tsx';
import { PublishedActions } from './published-actions.tsx';
import './exams.css';

type Exam = z.output<typeof examWithKeys>;

/** A local date and time of the browser as an instant; undefined when it is empty. */
const instantOf = (local: string): string | undefined =>
  local === '' ? undefined : new Date(local).toISOString();

const PublishSheet = ({ exam, onClose }: { readonly exam: Exam; readonly onClose: () => void }) => {
  const { t } = useTranslation();
  const publishing = useAction(publishExam, [readExam, listExams]);
  const [opens, setOpens] = useState('');
  const [closes, setCloses] = useState('');
  const [minutes, setMinutes] = useState('');
  const publish = async (): Promise<void> => {
    const opensAt = instantOf(opens);
    const closesAt = instantOf(closes);
    const body = {
      ...(opensAt === undefined ? {} : { opensAt }),
      ...(closesAt === undefined ? {} : { closesAt }),
      ...(minutes === '' ? {} : { durationMinutes: Number(minutes) }),
    };
    await publishing.mutateAsync({ params: { id: exam.examId }, body });
    onClose();
  };
  return (
    <Sheet title={t('exams.publish')} isOpen onClose={onClose}>
      <p className="soft">{t('exams.publishText')}</p>
      <Field
        label={t('exams.opensAt')}
        type="datetime-local"
        value={opens}
        onChange={setOpens}
        hint={t('exams.opensHint')}
      />
      <Field
        label={t('exams.closesAt')}
        type="datetime-local"
        value={closes}
        onChange={setCloses}
        hint={t('exams.closesHint')}
      />
      <Field
        label={t('exams.duration')}
        type="number"
        value={minutes}
        onChange={setMinutes}
        hint={t('exams.durationHint')}
      />
      <FaultNotice fault={publishing.error} />
      <div className="actions end">
        <Button onPress={onClose}>{t('shell.cancel')}</Button>
        <Button
          look="primary"
          isPending={publishing.isPending}
          onPress={() => void publish().catch(() => undefined)}
        >
          {t('exams.publish')}
        </Button>
      </div>
    </Sheet>
  );
};

const DraftActions = ({ exam }: { readonly exam: Exam }) => {
  const { t } = useTranslation();
  const go = useNavigate();
  const [isOpen, setOpen] = useState(false);
  const removal = useAction(deleteExam, [listExams]);
  const remove = async (): Promise<void> => {
    await removal.mutateAsync({ params: { id: exam.examId } });
    await go('/app/exams');
  };
  return (
    <>
      <Confirm
        title={t('exams.delete')}
        text={t('exams.deleteText')}
        action={t('exams.delete')}
        onConfirm={() => void remove().catch(() => undefined)}
      >
        <Button look="danger">{t('exams.delete')}</Button>
      </Confirm>
      <Button look="primary" onPress={() => setOpen(true)}>
        {t('exams.publish')}
      </Button>
      {isOpen ? <PublishSheet exam={exam} onClose={() => setOpen(false)} /> : null}
    </>
  );
};

/** Undefined when the exam opens immediately and has no end. */
const windowOf = ({ opensAt, closesAt }: Exam): string | undefined =>
  opensAt === null && closesAt === null ? undefined : `${showTime(opensAt)} – ${showTime(closesAt)}`;

const ExamPage = () => {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  return (
    <Loaded answer={useAnswer(readExam, { params: { id } })}>
      {(read) => {
        const exam = read as Exam;
        const isDraft = exam.status === 'draft';
        return (
          <Page
            title={exam.title}
            lead={isDraft ? t('exams.draftLead') : windowOf(exam)}
            actions={
              isDraft ? (
                <DraftActions exam={exam} />
              ) : (
                <>
                  <ButtonLink look="primary" href={`/app/exams/${id}/results`}>
                    {t('exams.results')}
                  </ButtonLink>
                  <PublishedActions exam={exam} />
                </>
              )
            }
          >
            {exam.shortfall === undefined ? null : <Remark>{exam.shortfall.reason}</Remark>}
            <ol className="stack">
              {exam.items.map((item, index) => (
                <ItemCard key={item.itemId} examId={id} item={item} number={index + 1} isEditable={isDraft} />
              ))}
            </ol>
          </Page>
        );
      }}
    </Loaded>
  );
};

export default ExamPage;
