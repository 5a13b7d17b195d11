import type { Item } from '@ai-teacher/contracts/exam/items.ts';
import { useTranslation } from 'react-i18next';
import { showNumber } from '../../language/show.ts';
import { keyWithUnit } from './key-with-unit.ts';
import { ShownAnswer } from './shown-answer.tsx';

type ShownKeyProps = { readonly item: Pick<Item, 'key' | 'quantity' | 'options' | 'prompts'> };

/** The key of an item with its label, as a teacher sees it. */
export const ShownKey = ({ item }: ShownKeyProps) => {
  const { t } = useTranslation();
  return (
    <div>
      <p className="label">{t('items.key')}</p>
      <ShownAnswer answer={keyWithUnit(item, showNumber)} options={item.options} prompts={item.prompts} />
    </div>
  );
};
