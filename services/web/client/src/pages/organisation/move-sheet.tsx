import { listNodes, moveNode, readNode } from '@ai-teacher/contracts/user/academics.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AcademicNode } from '../../api/academics.ts';
import { useAction } from '../../api/calls.ts';
import { pickName } from '../../language/pick-name.ts';
import { Button } from '../../parts/button.tsx';
import { FormSheet } from '../../parts/dialogs/form-sheet.tsx';
import { Listing } from '../../parts/page.tsx';
import { Crumbs } from './crumbs.tsx';
import { useNode } from './use-node.ts';

/** Moves a node with everything below it. The new parent is found by opening nodes from the top. */
export const MoveSheet = ({
  node,
  onClose,
}: {
  readonly node: AcademicNode;
  readonly onClose: () => void;
}) => {
  const { t } = useTranslation();
  const moving = useAction(moveNode, [listNodes, readNode]);
  // The list may be read again while the form is open. A node that was changed elsewhere is not moved.
  const [{ tree, id, version, parentId, names }] = useState(node);
  const [target, setTarget] = useState(parentId);
  const { children, crumbs } = useNode({ tree, nodeId: target });
  const move = async (): Promise<void> => {
    await moving.mutateAsync({ params: { tree, id }, body: { parentId: target, version } });
    onClose();
  };
  return (
    <FormSheet
      title={t('organisation.moveName', { name: pickName(names) })}
      action={t('organisation.moveHere', { name: crumbs.at(-1)?.label })}
      onSubmit={move}
      onClose={onClose}
      isPending={moving.isPending}
      isDisabled={target === parentId}
      fault={moving.error}
    >
      <Crumbs crumbs={crumbs} onOpen={setTarget} />
      <Listing list={children} empty={<p className="soft">{t('organisation.nothingBelow')}</p>}>
        {(nodes) => (
          <ul className="list">
            {nodes
              .filter((one) => one.id !== id)
              .map((one) => (
                <li key={one.id}>
                  <Button small onPress={() => setTarget(one.id)}>
                    <bdi>{pickName(one.names)}</bdi>
                  </Button>
                </li>
              ))}
          </ul>
        )}
      </Listing>
    </FormSheet>
  );
};
