import { readLevels } from '@ai-teacher/contracts/user/tree-levels.ts';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { Tree } from '../../api/academics.ts';
import { useAnswer } from '../../api/calls.ts';
import { Button } from '../../parts/button.tsx';
import { Checkbox } from '../../parts/fields/checkbox.tsx';
import { EmptyState, FaultNotice } from '../../parts/notice.tsx';
import { Listing } from '../../parts/page.tsx';
import { Crumbs } from './crumbs.tsx';
import { LevelsSheet } from './levels-sheet.tsx';
import { NodeRow } from './node-row.tsx';
import { NewNodeSheet } from './node-sheets.tsx';
import { useNode } from './use-node.ts';

/** Shows the nodes below one node of a tree, and changes them. */
export const TreeBrowser = ({ tree, nodeId }: { readonly tree: Tree; readonly nodeId: string | null }) => {
  const { t } = useTranslation();
  const [, setSearch] = useSearchParams();
  const [withArchived, setWithArchived] = useState(false);
  const [open, setOpen] = useState<'node' | 'levels'>();
  const { node, fault, children, crumbs } = useNode({ tree, nodeId, withArchived });
  const levels = useAnswer(readLevels, { params: { tree } });
  const all = levels.data?.levels ?? [];
  const below = node === undefined ? all : all.slice(all.indexOf(node.level) + 1);
  const show = (id: string | null): void => setSearch({ view: tree, ...(id === null ? {} : { node: id }) });
  const isUnknown = nodeId !== null && node === undefined;
  const isArchived = node !== undefined && node.archivedAt !== null;
  return (
    <>
      <div className="row">
        <Crumbs crumbs={crumbs} onOpen={show} />
        <div className="actions">
          <Button small isDisabled={levels.data === undefined} onPress={() => setOpen('levels')}>
            {t('organisation.levels')}
          </Button>
          <Button
            small
            look="primary"
            isDisabled={below.length === 0 || isArchived || isUnknown}
            onPress={() => setOpen('node')}
          >
            <Plus size={15} aria-hidden="true" />
            {t('organisation.new')}
          </Button>
        </div>
      </div>
      <Checkbox isSelected={withArchived} onChange={setWithArchived}>
        {t('organisation.withArchived')}
      </Checkbox>
      <FaultNotice fault={fault ?? levels.error} />
      <Listing
        list={children}
        empty={
          <EmptyState title={t('organisation.empty')}>
            {t(below.length === 0 ? 'organisation.lowest' : 'organisation.emptyText')}
          </EmptyState>
        }
      >
        {(nodes) => (
          <ul className="list">
            {nodes.map((one) => (
              <NodeRow key={one.id} node={one} onOpen={() => show(one.id)} />
            ))}
          </ul>
        )}
      </Listing>
      {open === 'node' ? (
        <NewNodeSheet tree={tree} parentId={nodeId} levels={below} onClose={() => setOpen(undefined)} />
      ) : null}
      {open === 'levels' ? <LevelsSheet tree={tree} levels={all} onClose={() => setOpen(undefined)} /> : null}
    </>
  );
};
