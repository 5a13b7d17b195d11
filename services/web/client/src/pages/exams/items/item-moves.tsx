import { useTranslation } from 'react-i18next';
import { Button } from '../../../parts/button.tsx';
import { MoveButtons } from '../../../parts/move-buttons.tsx';
import { FaultNotice, Remark } from '../../../parts/notice.tsx';
import type { ItemOrder } from './use-item-order.ts';

/** The buttons that move an item. */
export const ItemMoves = ({ itemId, order }: { readonly itemId: string; readonly order: ItemOrder }) => {
  const { t } = useTranslation();
  const { itemIds, lastMove, move } = order;
  const number = itemIds.indexOf(itemId) + 1;
  return (
    <span className="item-moves">
      <MoveButtons
        isFirst={number === 1}
        isLast={number === itemIds.length}
        labels={{ up: t('items.moveUp', { number }), down: t('items.moveDown', { number }) }}
        lastMove={lastMove?.itemId === itemId ? lastMove : undefined}
        onMove={(by) => move(itemId, by)}
      />
    </span>
  );
};

/** Saves or discards a changed order, and announces each move. */
export const OrderBar = ({ order }: { readonly order: ItemOrder }) => {
  const { t } = useTranslation();
  const { itemIds, isChanged, lastMove, save, discard, isSaving, isSaved, isOvertaken, fault } = order;
  const conflict = t(isOvertaken ? 'items.orderOvertaken' : 'items.orderConflict');
  const announced =
    lastMove === undefined
      ? isSaved && t('items.orderSaved')
      : t('items.moved', { from: lastMove.from, to: lastMove.to, total: itemIds.length });
  return (
    <>
      <div className="hidden" aria-live="polite" aria-atomic="true">
        {announced}
      </div>
      <Remark>{isOvertaken && !fault && !isSaving ? conflict : null}</Remark>
      {isChanged || fault ? (
        <div className="order-end stack">
          <FaultNotice fault={fault} sentences={{ 'input-invalid': conflict, 'items-changed': conflict }} />
          {isChanged ? (
            <div className="order-bar notice">
              <p>{t('items.orderUnsaved')}</p>
              <div className="actions">
                <Button small onPress={discard} isDisabled={isSaving}>
                  {t('items.discardOrder')}
                </Button>
                <Button small look="primary" onPress={save} isPending={isSaving}>
                  {t('items.saveOrder')}
                </Button>
              </div>
            </div>
          ) : null}
        </div>
      ) : null}
    </>
  );
};
