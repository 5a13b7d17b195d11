import { ArrowDown, ArrowUp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../parts/button.tsx';
import type { InputProps } from './input-props.ts';

/** The ids with the one at this place moved by one place, up or down. */
const moved = (ids: readonly string[], from: number, by: -1 | 1): string[] => {
  const [id, other] = [ids[from], ids[from + by]];
  if (id === undefined || other === undefined) return [...ids];
  return ids.map((each, at) => (at === from ? other : at === from + by ? id : each));
};

/** A list whose entries move up and down by buttons, so that keyboards and screen readers can order it. */
export const OrderInput = ({ item, value, onChange }: InputProps) => {
  const { t } = useTranslation();
  const options = item.options ?? [];
  const ids = Array.isArray(value) ? value : options.map(({ optionId }) => optionId);
  const textOf = new Map(options.map(({ optionId, text }) => [optionId, text]));
  return (
    <div>
      <p className="hint">{t('sitting.order')}</p>
      <ol className="options" aria-label={item.stem}>
        {ids.map((id, at) => {
          const text = textOf.get(id) ?? id;
          return (
            <li key={id} className="option">
              <span dir="auto">{text}</span>
              <Button
                small
                look="quiet"
                isDisabled={at === 0}
                aria-label={t('sitting.moveUp', { text })}
                onPress={() => onChange(moved(ids, at, -1))}
              >
                <ArrowUp size={15} aria-hidden="true" />
              </Button>
              <Button
                small
                look="quiet"
                isDisabled={at === ids.length - 1}
                aria-label={t('sitting.moveDown', { text })}
                onPress={() => onChange(moved(ids, at, 1))}
              >
                <ArrowDown size={15} aria-hidden="true" />
              </Button>
            </li>
          );
        })}
      </ol>
    </div>
  );
};
