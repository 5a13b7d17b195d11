import { changeNode, createNode, listNodes, readNode } from '@ai-teacher/contracts/user/academics.ts';
import i18next from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AcademicNode, Tree } from '../../api/academics.ts';
import { useAction } from '../../api/calls.ts';
import { pickName } from '../../language/pick-name.ts';
import { FormSheet } from '../../parts/dialogs/form-sheet.tsx';
import { Chooser } from '../../parts/fields/chooser.tsx';
import { Field } from '../../parts/fields/field.tsx';

type NewProps = {
  readonly tree: Tree;
  readonly parentId: string | null;
  /** The levels that may stand below the parent. */
  readonly levels: readonly string[];
  readonly onClose: () => void;
};

export const NewNodeSheet = ({ tree, parentId, levels, onClose }: NewProps) => {
  const { t } = useTranslation();
  const creating = useAction(createNode, [listNodes]);
  const [name, setName] = useState('');
  const [code, setCode] = useState('');
  const [level, setLevel] = useState(levels[0] ?? '');
  const create = async (): Promise<void> => {
    const names = [{ locale: i18next.language, name: name.trim() }];
    const coded = code.trim() === '' ? {} : { code: code.trim() };
    await creating.mutateAsync({ params: { tree }, body: { parentId, level, names, ...coded } });
    onClose();
  };
  return (
    <FormSheet
      title={t('organisation.new')}
      action={t('classes.create')}
      onSubmit={create}
      onClose={onClose}
      isPending={creating.isPending}
      fault={creating.error}
    >
      <Field label={t('organisation.name')} value={name} onChange={setName} isRequired />
      <Chooser
        label={t('organisation.level')}
        choices={levels.map((id) => ({ id, label: id }))}
        value={level}
        onChange={setLevel}
      />
      <Field
        label={t('organisation.code')}
        hint={t('organisation.codeHint')}
        value={code}
        onChange={setCode}
      />
    </FormSheet>
  );
};

/** The names with the one of the present language replaced. */
const withName = (node: AcademicNode, name: string) => {
  const others = node.names.filter(({ locale }) => locale !== i18next.language);
  return [...others, { locale: i18next.language, name }];
};

export const RenameSheet = ({
  node,
  onClose,
}: {
  readonly node: AcademicNode;
  readonly onClose: () => void;
}) => {
  const { t } = useTranslation();
  const changing = useAction(changeNode, [listNodes, readNode]);
  // The list may be read again while the form is open. A node that was changed elsewhere is not overwritten.
  const [known] = useState(node);
  const [name, setName] = useState(pickName(known.names));
  const { tree, id, version } = known;
  const rename = async (): Promise<void> => {
    const body = { names: withName(known, name.trim()), version };
    await changing.mutateAsync({ params: { tree, id }, body });
    onClose();
  };
  return (
    <FormSheet
      title={t('organisation.rename')}
      action={t('shell.save')}
      onSubmit={rename}
      onClose={onClose}
      isPending={changing.isPending}
      fault={changing.error}
    >
      <Field label={t('organisation.name')} value={name} onChange={setName} isRequired />
    </FormSheet>
  );
};
