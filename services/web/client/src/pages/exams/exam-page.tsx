import { deleteExam, type examWithKeys, listExams, readExam } from '@ai-teacher/contracts/exam/exams.ts';
import type { Item } from '@ai-teacher/contracts/exam/items.ts';
import type { ReadOf } from '@ai-teacher/contracts/operation.ts';
import { Plus } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useParams } from 'react-router';
import type { z } from 'zod';
import { useAction, useAnswer } from '../../api/calls.ts';
import { showInserted, showTime } from '../../language/show.ts';
import { Button, ButtonLink } from '../../parts/button.tsx';
import { Confirm } from '../../parts/dialogs/dialog.tsx';
import { FaultNotice, Note } from '../../parts/notice.tsx';
import { Loaded, Page } from '../../parts/page.tsx';
import { ShownSentence } from '../../parts/shown-sentence.tsx';
import { useGoFromHere } from '../../shell/go-from-here.ts';
import { AssignActions } from './assign-actions.tsx';
import { ItemCard } from './item-card.tsx';
import { AddSheet } from './items/add-sheet.tsx';
import { EditSheet } from './items/edit-sheet.tsx';
import { ItemMoves, OrderBar } from './items/item-moves.tsx';
import { useItemOrder } from './items/use-item-order.ts';
import { PublishSheet } from './publish-sheet.tsx';
import { PublishedActions } from './published-actions.tsx';
import { sentenceOfReason } from './reason-sentence.ts';
import '../items/items.css';
import './exams.css';

type Exam = z.output<typeof examWithKeys>;

/** Whether an exam has its keys, which the server sends to its teacher alone. */
const hasKeys = (exam: ReadOf<typeof readExam>): exam is Exam => exam.items.every((item) => 'key' in item);

const Shortfall = ({ exam: { shortfall } }: { readonly exam: Exam }) => {
  // The texts for codes may arrive after the page.
  useTranslation();
  return shortfall === undefined ? null : (
    <Note>
      <ShownSentence sentence={sentenceOfReason(shortfall)} />
    </Note>
  );
};

const DraftActions = ({
  exam,
  isOrderChanged,
}: {
  readonly exam: Exam;
  readonly isOrderChanged: boolean;
}) => {
  const { t } = useTranslation();
  const go = useGoFromHere();
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
        <Button isPending={removal.isPending} look="danger">
          {t('exams.delete')}
        </Button>
      </Confirm>
      <Button look="primary" onPress={() => setOpen(true)} isDisabled={isOrderChanged}>
        {t('exams.publish')}
      </Button>
      <FaultNotice fault={removal.error} />
      {isOpen ? <PublishSheet exam={exam} onClose={() => setOpen(false)} /> : null}
    </>
  );
};

/** Undefined when the exam opens immediately and has no end. */
const windowOf = ({ opensAt, closesAt }: Exam): string | undefined =>
  opensAt === null && closesAt === null
    ? undefined
    : `${showInserted(showTime(opensAt))} – ${showInserted(showTime(closesAt))}`;

type DraftProps = {
  readonly exam: Exam;
  readonly onEdit: (item: Item) => void;
  /** Opens the form for an item that the teacher writes. */
  readonly onAdd: () => void;
};

/** A draft, whose items can be moved, changed and added. */
const DraftExam = ({ exam, onEdit, onAdd }: DraftProps) => {
  const { t } = useTranslation();
  const { examId, items } = exam;
  const list = useRef<HTMLOListElement>(null);
  const order = useItemOrder({
    examId,
    stored: items.map(({ itemId }) => itemId),
    onEnd: () => list.current?.focus(),
  });
  const shown = order.itemIds.flatMap((id) => items.filter(({ itemId }) => itemId === id));
  return (
    <Page
      title={exam.title}
      lead={t('exams.draftLead')}
      actions={<DraftActions exam={exam} isOrderChanged={order.isChanged} />}
    >
      <Shortfall exam={exam} />
      <ol className="stack" ref={list} tabIndex={-1}>
        {shown.map((item, index) => (
          <ItemCard
            key={item.itemId}
            examId={examId}
            item={item}
            number={index + 1}
            onEdit={() => onEdit(item)}
            moves={<ItemMoves itemId={item.itemId} order={order} />}
          />
        ))}
      </ol>
      <OrderBar order={order} />
      <div className="actions">
        <Button onPress={onAdd}>
          <Plus size={18} aria-hidden="true" />
          {t('items.add')}
        </Button>
      </div>
    </Page>
  );
};

const PublishedExam = ({ exam }: { readonly exam: Exam }) => {
  const { t } = useTranslation();
  const { examId, title, items } = exam;
  return (
    <Page
      title={title}
      lead={windowOf(exam)}
      actions={
        <>
          <ButtonLink look="primary" href={`/app/exams/${examId}/results`}>
            {t('exams.results')}
          </ButtonLink>
          <AssignActions exam={exam} />
          <PublishedActions exam={exam} />
        </>
      }
    >
      <Shortfall exam={exam} />
      <ol className="stack">
        {items.map((item, index) => (
          <ItemCard key={item.itemId} examId={examId} item={item} number={index + 1} />
        ))}
      </ol>
    </Page>
  );
};

/**
 * An exam, and the form of an item. The form stays open, with the words of its teacher, when the item is
 * deleted or the exam is published elsewhere.
 */
const ShownExam = ({ exam }: { readonly exam: Exam }) => {
  const [open, setOpen] = useState<Item | 'new'>();
  const close = (): void => setOpen(undefined);
  return (
    <>
      {exam.status === 'draft' ? (
        <DraftExam exam={exam} onEdit={setOpen} onAdd={() => setOpen('new')} />
      ) : (
        <PublishedExam exam={exam} />
      )}
      {open === 'new' ? <AddSheet exam={exam} onClose={close} /> : null}
      {open === undefined || open === 'new' ? null : (
        <EditSheet examId={exam.examId} item={open} onClose={close} />
      )}
    </>
  );
};

const ExamPage = () => {
  const { id = '' } = useParams();
  return (
    <Loaded answer={useAnswer(readExam, { params: { id } })}>
      {(exam) => (hasKeys(exam) ? <ShownExam key={id} exam={exam} /> : <Navigate to="/app/exams" replace />)}
    </Loaded>
  );
};

export default ExamPage;
