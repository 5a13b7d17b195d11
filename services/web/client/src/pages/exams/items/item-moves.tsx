import { ArrowDown, ArrowUp } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../parts/button.tsx';
import { FaultNotice } from '../../../parts/notice.tsx';
import type { ItemOrder } from './use-item-order.ts';

/** The buttons that move an item. The focus stays on the item, also when the browser moves its card. */
export const ItemMoves = ({ itemId, order }: { readonly itemId: string; readonly order: ItemOrder }) => {
  const { t } = useTranslation();
  const { itemIds, lastMove, move } = order;
  const number = itemIds.indexOf(itemId) + 1;
  const up = useRef<HTMLButtonElement>(null);
  const down = useRef<HTMLButtonElement>(null);
  const isMoved = lastMove?.itemId === itemId;
  useEffect(() => {
    if (!isMoved) return;
    const pressed = lastMove.to < lastMove.from ? up.current : down.current;
    const other = pressed === up.current ? down.current : up.current;
    (pressed?.disabled ? other : pressed)?.focus();
  }, [isMoved, lastMove]);
  return (
    <span className="item-moves">
      <Button
        ref={up}
        small
        look="quiet"
        isDisabled={number === 1}
        aria-label={t('items.moveUp', { number })}
        onPress={() => move(itemId, -1)}
      >
        <ArrowUp size={15} aria-hidden="true" />
      </Button>
      <Button
        ref={down}
        small
        look="quiet"
        isDisabled={number === itemIds.length}
        aria-label={t('items.moveDown', { number })}
        onPress={() => move(itemId, 1)}
      >
        <ArrowDown size={15} aria-hidden="true" />
      </Button>
    </span>
  );
};

/** Saves or discards a changed order, and announces each move. */
export const OrderBar = ({ order }: { readonly order: ItemOrder }) => {
  const { t } = useTranslation();
  const { itemIds, isChanged, lastMove, save, discard, isSaving, isSaved, fault } = order;
  const announced =
    lastMove === undefined
      ? isSaved && t('items.orderSaved')
      : t('items.moved', { from: lastMove.from, to: lastMove.to, total: itemIds.length });
  return (
    <>
      <div className="hidden" aria-live="polite" aria-atomic="true">
        {announced}
      </div>
      {isChanged || fault ? (
        <div className="order-end stack">
          <FaultNotice fault={fault} sentences={{ 'input-invalid': t('items.orderConflict') }} />
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
