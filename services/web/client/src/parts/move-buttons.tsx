import { ArrowDown, ArrowUp } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Button } from './button.tsx';

export type Direction = -1 | 1;

type MoveButtonsProps = {
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly labels: { readonly up: string; readonly down: string };
  /** The last move of the list, when it moved this entry. Each move is an object of its own. */
  readonly lastMove: { readonly by: Direction } | undefined;
  readonly onMove: (by: Direction) => void;
};

/** Moves an entry of a list. The focus stays on the entry, also when the browser moves its place. */
export const MoveButtons = ({ isFirst, isLast, labels, lastMove, onMove }: MoveButtonsProps) => {
  const up = useRef<HTMLButtonElement>(null);
  const down = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (lastMove === undefined) return;
    const [pressed, other] = lastMove.by < 0 ? [up.current, down.current] : [down.current, up.current];
    (pressed?.disabled ? other : pressed)?.focus();
  }, [lastMove]);
  return (
    <>
      <Button
        ref={up}
        small
        look="quiet"
        isDisabled={isFirst}
        aria-label={labels.up}
        onPress={() => onMove(-1)}
      >
        <ArrowUp size={15} aria-hidden="true" />
      </Button>
      <Button
        ref={down}
        small
        look="quiet"
        isDisabled={isLast}
        aria-label={labels.down}
        onPress={() => onMove(1)}
      >
        <ArrowDown size={15} aria-hidden="true" />
      </Button>
    </>
  );
};
