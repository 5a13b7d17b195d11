import { archiveNode, listNodes, readNode, restoreNode } from '@ai-teacher/contracts/user/academics.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AcademicNode } from '../../api/academics.ts';
import { useAction } from '../../api/calls.ts';
import { pickName } from '../../language/pick-name.ts';
import { Button } from '../../parts/button.tsx';
import { Confirm } from '../../parts/dialogs/dialog.tsx';
import { FaultNotice } from '../../parts/notice.tsx';
import { MoveSheet } from './move-sheet.tsx';
import { RenameSheet } from './node-sheets.tsx';

/** A node with what an admin can do with it. */
export const NodeRow = ({ node, onOpen }: { readonly node: AcademicNode; readonly onOpen: () => void }) => {
  const { t } = useTranslation();
  const [open, setOpen] = useState<'rename' | 'move'>();
  const archiving = useAction(archiveNode, [listNodes, readNode]);
  const restoring = useAction(restoreNode, [listNodes, readNode]);
  const { id, tree, level, code, names, archivedAt } = node;
  const params = { params: { tree, id } };
  const name = pickName(names);
  return (
    <li className="card">
      <div className="row">
        <Button look="quiet" onPress={onOpen}>
          <bdi>{name}</bdi>
        </Button>
        <span className="actions">
          {code === null ? null : <span className="tag plain">{code}</span>}
          <span className="tag">{level}</span>
          {archivedAt === null ? null : <span className="tag warn">{t('organisation.archived')}</span>}
        </span>
      </div>
      <FaultNotice fault={archiving.error ?? restoring.error} />
      {archivedAt === null ? (
        <div className="actions">
          <Button small onPress={() => setOpen('rename')}>
            {t('organisation.rename')}
          </Button>
          <Button small onPress={() => setOpen('move')}>
            {t('organisation.move')}
          </Button>
          <Confirm
            title={t('organisation.archive')}
            text={t('organisation.archiveText', { name })}
            action={t('organisation.archive')}
            onConfirm={() => archiving.mutate(params)}
          >
            <Button isPending={archiving.isPending} small look="danger">
              {t('organisation.archive')}
            </Button>
          </Confirm>
        </div>
      ) : (
        <div className="actions">
          <Button small isPending={restoring.isPending} onPress={() => restoring.mutate(params)}>
            {t('organisation.restore')}
          </Button>
        </div>
      )}
      {open === 'rename' ? <RenameSheet node={node} onClose={() => setOpen(undefined)} /> : null}
      {open === 'move' ? <MoveSheet node={node} onClose={() => setOpen(undefined)} /> : null}
    </li>
  );
};
