import { type examWithKeys, readExam } from '@ai-teacher/contracts/exam/exams.ts';
import { addItem } from '@ai-teacher/contracts/exam/item-editing.ts';
import { type ItemType, itemTypes } from '@ai-teacher/contracts/exam/items.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { useBooks } from '../../../api/books.ts';
import { useAction } from '../../../api/calls.ts';
import { FormSheet } from '../../../parts/dialogs/form-sheet.tsx';
import { Chooser } from '../../../parts/fields/chooser.tsx';
import { Field } from '../../../parts/fields/field.tsx';
import { WholeChooser } from '../../../parts/fields/whole-chooser.tsx';
import { PageText } from '../../books/page-text.tsx';
import { emptyItem, givenItem } from './edited-item.ts';
import { ItemFields } from './item-fields.tsx';
import '../../books/books.css';

type Source = { readonly documentId: string; readonly pageNumber: string; readonly quote: string };
type Exam = z.output<typeof examWithKeys>;

/**
 * The source of the item: a book, a page, and a verbatim quote of the page. The form shows the text of the
 * page.
 */
const SourceFields = ({
  source,
  onChange,
}: {
  readonly source: Source;
  readonly onChange: (source: Source) => void;
}) => {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const books = useBooks();
  const { documentId, pageNumber, quote } = source;
  const page = Number(pageNumber);
  return (
    <>
      <WholeChooser
        label={t('ask.book')}
        choices={(books.items ?? []).map(({ id, title }) => ({ id, label: title }))}
        list={books}
        value={documentId}
        onChange={(id) => onChange({ ...source, documentId: id })}
      />
      <Field
        label={t('items.pageNumber')}
        hint={t('items.pageNumberHint')}
        type="number"
        inputMode="numeric"
        value={pageNumber}
        onChange={(changed) => onChange({ ...source, pageNumber: changed })}
        isRequired
      />
      <details className="page-of-source" onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{t('items.showPage')}</summary>
        {isOpen && page >= 1 && Number.isInteger(page) ? (
          <PageText documentId={documentId} pageNumber={page} />
        ) : null}
      </details>
      <Field
        label={t('items.quote')}
        hint={t('items.quoteHint')}
        rows={3}
        value={quote}
        onChange={(changed) => onChange({ ...source, quote: changed })}
        isRequired
      />
    </>
  );
};

/** Adds an item that the teacher writes, at the end of an exam. */
export const AddSheet = ({ exam, onClose }: { readonly exam: Exam; readonly onClose: () => void }) => {
  const { t } = useTranslation();
  const adding = useAction(addItem, [readExam]);
  const [edited, setEdited] = useState(() => emptyItem('single_choice'));
  const last = exam.items.at(-1)?.source;
  const [source, setSource] = useState<Source>({
    documentId: last?.documentId ?? '',
    pageNumber: String(last?.pageNumber ?? 1),
    quote: '',
  });
  const add = async (): Promise<void> => {
    const { documentId, pageNumber, quote } = source;
    const body = {
      ...givenItem(edited, quote),
      type: edited.type,
      source: { documentId, pageNumber: Number(pageNumber), quote },
    };
    await adding.mutateAsync({ params: { id: exam.examId }, body });
    onClose();
  };
  return (
    <FormSheet
      title={t('items.add')}
      action={t('items.addAction')}
      onSubmit={add}
      onClose={onClose}
      isPending={adding.isPending}
      fault={adding.error}
    >
      <Chooser
        label={t('items.typeLabel')}
        choices={itemTypes.map((type) => ({ id: type, label: t(`items.type.${type}`) }))}
        value={edited.type}
        onChange={(type) => setEdited({ ...emptyItem(type as ItemType), stem: edited.stem })}
      />
      <SourceFields source={source} onChange={setSource} />
      <ItemFields edited={edited} onChange={setEdited} />
    </FormSheet>
  );
};
