import type { ReadOf } from '@ai-teacher/contracts/operation.ts';
import { changeDocument, listDocuments } from '@ai-teacher/contracts/rag/library.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../api/calls.ts';
import { FormSheet } from '../../parts/dialogs/form-sheet.tsx';
import { Chooser } from '../../parts/fields/chooser.tsx';
import { ClassBoxes } from '../../parts/fields/class-boxes.tsx';

type Document = ReadOf<typeof listDocuments>['items'][number];
type Share = Document['visibility'];

const classesOf = ({ audience = [] }: Document): ReadonlySet<string> =>
  new Set(audience.flatMap((entry) => ('classId' in entry ? [entry.classId] : [])));

/** Shares a document with the institution, with classes, or with no other person. Units stay as they are. */
export const ShareSheet = ({
  document,
  onClose,
}: {
  readonly document: Document;
  readonly onClose: () => void;
}) => {
  const { t } = useTranslation();
  const sharing = useAction(changeDocument, [listDocuments]);
  const [share, setShare] = useState<Share>(document.visibility);
  const [classes, setClasses] = useState(classesOf(document));
  const units = (document.audience ?? []).filter((entry) => 'unitId' in entry);
  const save = async (): Promise<void> => {
    const audience = [...units, ...[...classes].map((classId) => ({ classId }))];
    const body = share === 'shared' ? { audience } : { visibility: share };
    await sharing.mutateAsync({ params: { id: document.id }, body });
    onClose();
  };
  return (
    <FormSheet
      title={t('documents.share')}
      action={t('shell.save')}
      onSubmit={save}
      onClose={onClose}
      isPending={sharing.isPending}
      isDisabled={share === 'shared' && classes.size + units.length === 0}
      fault={sharing.error}
    >
      <Chooser
        label={t('documents.shareWith')}
        choices={[
          { id: 'institution', label: t('documents.institution') },
          { id: 'shared', label: t('sharing.chosenClasses') },
          { id: 'private', label: t('documents.private') },
        ]}
        value={share}
        onChange={(id) => setShare(id as Share)}
      />
      {share === 'shared' ? <ClassBoxes chosen={classes} onChange={setClasses} /> : null}
      {share === 'shared' && units.length > 0 ? (
        <p className="soft">{t('sharing.units', { count: units.length })}</p>
      ) : null}
    </FormSheet>
  );
};
