import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { showInserted } from '../../language/show.ts';
import { type Direction, MoveButtons } from '../../parts/move-buttons.tsx';
import type { InputProps } from './input-props.ts';

type Move = { readonly id: string; readonly by: Direction };

/** The ids with the one at this place moved by one place, up or down. */
const moved = (ids: readonly string[], from: number, by: Direction): string[] => {
  const [id, other] = [ids[from], ids[from + by]];
  if (id === undefined || other === undefined) return [...ids];
  return ids.map((each, at) => (at === from ? other : at === from + by ? id : each));
};

/** A list whose entries move up and down by buttons, so that keyboards and screen readers can order it. */
export const OrderInput = ({ item, value, onChange }: InputProps) => {
  const { t } = useTranslation();
  const [lastMove, setLastMove] = useState<Move>();
  const options = item.options ?? [];
  const ids = Array.isArray(value) ? value : options.map(({ optionId }) => optionId);
  const textOf = (id: string): string => options.find(({ optionId }) => optionId === id)?.text ?? id;
  const move = (at: number, id: string, by: Direction): void => {
    setLastMove({ id, by });
    onChange(moved(ids, at, by));
  };
  return (
    <div>
      <p className="hint">{t('sitting.order')}</p>
      <div className="hidden" aria-live="polite" aria-atomic="true">
        {lastMove === undefined
          ? null
          : t('sitting.moved', {
              text: showInserted(textOf(lastMove.id)),
              place: ids.indexOf(lastMove.id) + 1,
              total: ids.length,
            })}
      </div>
      <ol className="options" aria-label={item.stem}>
        {ids.map((id, at) => (
          <li key={id} className="option">
            <span dir="auto">{textOf(id)}</span>
            <MoveButtons
              isFirst={at === 0}
              isLast={at === ids.length - 1}
              labels={{
                up: t('sitting.moveUp', { text: showInserted(textOf(id)) }),
                down: t('sitting.moveDown', { text: showInserted(textOf(id)) }),
              }}
              lastMove={lastMove?.id === id ? lastMove : undefined}
              onMove={(by) => move(at, id, by)}
            />
          </li>
        ))}
      </ol>
    </div>
  );
};
