import { ArrowDown, ArrowUp } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { showInserted } from '../../language/show.ts';
import { Button } from '../../parts/button.tsx';
import type { InputProps } from './input-props.ts';

type Direction = -1 | 1;
type Move = { readonly id: string; readonly by: Direction };

/** The ids with the one at this place moved by one place, up or down. */
const moved = (ids: readonly string[], from: number, by: Direction): string[] => {
  const [id, other] = [ids[from], ids[from + by]];
  if (id === undefined || other === undefined) return [...ids];
  return ids.map((each, at) => (at === from ? other : at === from + by ? id : each));
};

type EntryProps = {
  readonly text: string;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  /** The last move of the list, when it moved this entry. */
  readonly lastMove: Move | undefined;
  readonly onMove: (by: Direction) => void;
};

/** An entry with its buttons. The focus stays on the entry, also when the browser moves its row. */
const Entry = ({ text, isFirst, isLast, lastMove, onMove }: EntryProps) => {
  const { t } = useTranslation();
  const up = useRef<HTMLButtonElement>(null);
  const down = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (lastMove === undefined) return;
    const [pressed, other] = lastMove.by < 0 ? [up.current, down.current] : [down.current, up.current];
    (pressed?.disabled ? other : pressed)?.focus();
  }, [lastMove]);
  return (
    <li className="option">
      <span dir="auto">{text}</span>
      <Button
        ref={up}
        small
        look="quiet"
        isDisabled={isFirst}
        aria-label={t('sitting.moveUp', { text: showInserted(text) })}
        onPress={() => onMove(-1)}
      >
        <ArrowUp size={15} aria-hidden="true" />
      </Button>
      <Button
        ref={down}
        small
        look="quiet"
        isDisabled={isLast}
        aria-label={t('sitting.moveDown', { text: showInserted(text) })}
        onPress={() => onMove(1)}
      >
        <ArrowDown size={15} aria-hidden="true" />
      </Button>
    </li>
  );
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
          <Entry
            key={id}
            text={textOf(id)}
            isFirst={at === 0}
            isLast={at === ids.length - 1}
            lastMove={lastMove?.id === id ? lastMove : undefined}
            onMove={(by) => move(at, id, by)}
          />
        ))}
      </ol>
    </div>
  );
};
