import { readExam } from '@ai-teacher/contracts/exam/exams.ts';
import { changeItem } from '@ai-teacher/contracts/exam/item-editing.ts';
import type { Item } from '@ai-teacher/contracts/exam/items.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../../api/calls.ts';
import { FormSheet } from '../../../parts/dialogs/form-sheet.tsx';
import { editedItem, givenItem } from './edited-item.ts';
import { ItemFields } from './item-fields.tsx';

type EditProps = { readonly examId: string; readonly item: Item; readonly onClose: () => void };

/** Edits the words, the points, the key and the rubric of an item. */
export const EditSheet = ({ examId, item, onClose }: EditProps) => {
  const { t } = useTranslation();
  const saving = useAction(changeItem, [readExam]);
  const [edited, setEdited] = useState(() => editedItem(item));
  // The item may be read again while the form is open. The form shows what was read first.
  const [revision] = useState(item.revision);
  const save = async (): Promise<void> => {
    const body = givenItem(edited, item.source.quote);
    const known = revision === undefined ? {} : { revision };
    await saving.mutateAsync({ params: { id: examId, itemId: item.itemId }, body: { ...body, ...known } });
    onClose();
  };
  return (
    <FormSheet
      title={t('items.edit')}
      action={t('shell.save')}
      onSubmit={save}
      onClose={onClose}
      isPending={saving.isPending}
      fault={saving.error}
    >
      <ItemFields edited={edited} onChange={setEdited} />
    </FormSheet>
  );
};
