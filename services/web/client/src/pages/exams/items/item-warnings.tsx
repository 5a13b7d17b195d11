import { readExam } from '@ai-teacher/contracts/exam/exams.ts';
import { maxOverrulingReasonCharacters, overruleWarning } from '@ai-teacher/contracts/exam/item-editing.ts';
import type { Item } from '@ai-teacher/contracts/exam/items.ts';
import { TriangleAlert } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../../api/calls.ts';
import { showTime } from '../../../language/show.ts';
import { Button } from '../../../parts/button.tsx';
import { FormSheet } from '../../../parts/dialogs/form-sheet.tsx';
import { Field } from '../../../parts/fields/field.tsx';

type Warning = NonNullable<Item['warnings']>[number];

type KeepProps = {
  readonly examId: string;
  readonly itemId: string;
  readonly warning: Warning;
  readonly onClose: () => void;
};

/** Asks why the teacher leaves an item as it is. */
const KeepSheet = ({ examId, itemId, warning, onClose }: KeepProps) => {
  const { t } = useTranslation();
  const { flaw, overruled } = warning;
  const keeping = useAction(overruleWarning, [readExam]);
  const [reason, setReason] = useState(overruled?.reason ?? '');
  const save = async (): Promise<void> => {
    await keeping.mutateAsync({ params: { id: examId, itemId, flaw }, body: { reason } });
    onClose();
  };
  return (
    <FormSheet
      title={t('items.keep')}
      action={t('shell.save')}
      onSubmit={save}
      onClose={onClose}
      isPending={keeping.isPending}
      isDisabled={reason.trim() === ''}
      fault={keeping.error}
    >
      <p>{t(`items.flaw.${flaw}`)}</p>
      <Field
        label={t('items.keepReason')}
        hint={t('items.keepReasonHint')}
        rows={3}
        maxLength={maxOverrulingReasonCharacters}
        value={reason}
        onChange={setReason}
        autoFocus
        isRequired
      />
    </FormSheet>
  );
};

type WarningProps = Omit<KeepProps, 'onClose'> & { readonly isEditable: boolean };

const ShownWarning = ({ isEditable, ...kept }: WarningProps) => {
  const { t } = useTranslation();
  const textId = useId();
  const actionId = useId();
  const [isOpen, setOpen] = useState(false);
  const { flaw, overruled } = kept.warning;
  return (
    <li>
      <p id={textId}>{t(`items.flaw.${flaw}`)}</p>
      {overruled === undefined ? null : (
        <>
          <p className="soft">{t('items.keptAt', { time: showTime(overruled.at) })}</p>
          <p className="kept-reason" dir="auto">
            {overruled.reason}
          </p>
        </>
      )}
      {isEditable ? (
        <Button id={actionId} small onPress={() => setOpen(true)} aria-labelledby={`${actionId} ${textId}`}>
          {t(overruled === undefined ? 'items.keep' : 'items.changeReason')}
        </Button>
      ) : null}
      {isOpen ? <KeepSheet {...kept} onClose={() => setOpen(false)} /> : null}
    </li>
  );
};

/** The flaws of an item in plain words, and why the teacher leaves it as it is. Empty without a flaw. */
export const ItemWarnings = ({
  examId,
  item,
  isEditable,
}: {
  readonly examId: string;
  readonly item: Item;
  readonly isEditable: boolean;
}) => {
  const { t } = useTranslation();
  const { itemId, warnings = [] } = item;
  if (warnings.length === 0) return null;
  const isKept = warnings.every(({ overruled }) => overruled !== undefined);
  return (
    <div className={isKept ? 'notice' : 'notice warn'}>
      <TriangleAlert size={20} aria-hidden="true" />
      <ul className="warnings" aria-label={t('items.warnings')}>
        {warnings.map((warning) => (
          <ShownWarning
            key={warning.flaw}
            examId={examId}
            itemId={itemId}
            warning={warning}
            isEditable={isEditable}
          />
        ))}
      </ul>
    </div>
  );
};
