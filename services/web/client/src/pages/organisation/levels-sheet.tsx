import { changeLevels, readLevels } from '@ai-teacher/contracts/user/tree-levels.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Tree } from '../../api/academics.ts';
import { useAction } from '../../api/calls.ts';
import { FormSheet } from '../../parts/dialogs/form-sheet.tsx';
import { Field } from '../../parts/fields/field.tsx';

type SheetProps = { readonly tree: Tree; readonly levels: readonly string[]; readonly onClose: () => void };

/** Changes the levels of a tree, from the highest to the lowest. */
export const LevelsSheet = ({ tree, levels, onClose }: SheetProps) => {
  const { t } = useTranslation();
  const changing = useAction(changeLevels, [readLevels]);
  const [text, setText] = useState(levels.join('\n'));
  const save = async (): Promise<void> => {
    const given = text.split(/[\s,]+/u).filter((name) => name !== '');
    await changing.mutateAsync({ params: { tree }, body: { levels: given } });
    onClose();
  };
  return (
    <FormSheet
      title={t('organisation.levels')}
      action={t('shell.save')}
      onSubmit={save}
      onClose={onClose}
      isPending={changing.isPending}
      fault={changing.error}
    >
      <Field
        label={t('organisation.levels')}
        hint={t('organisation.levelsHint')}
        rows={5}
        value={text}
        onChange={setText}
        isRequired
      />
    </FormSheet>
  );
};
