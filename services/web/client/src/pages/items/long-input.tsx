import { defaultMaxCharacters } from '@ai-teacher/contracts/exam/rubric.ts';
import { useTranslation } from 'react-i18next';
import { Field } from '../../parts/fields/field.tsx';
import type { InputProps } from './input-props.ts';

/** From this share of the limit on, the student sees the characters that are left. */
const nearLimit = 0.9;

const wordsIn = (text: string): number => {
  const segments = new Intl.Segmenter(undefined, { granularity: 'word' }).segment(text);
  return [...segments].filter(({ isWordLike }) => isWordLike === true).length;
};

/** A large field with the number of words, and near the limit with the characters that are left. */
export const LongInput = ({ item, value, onChange }: InputProps) => {
  const { t } = useTranslation();
  const text = typeof value === 'string' ? value : '';
  const max = item.answerLength?.maxCharacters ?? defaultMaxCharacters;
  const wanted = item.answerLength?.suggestedWords;
  const written =
    wanted === undefined
      ? t('sitting.words', { number: wordsIn(text) })
      : t('sitting.wordsOf', { number: wordsIn(text), wanted });
  const left = max - text.length;
  return (
    <Field
      label={t('sitting.yourAnswer')}
      rows={12}
      value={text}
      maxLength={max}
      hint={text.length < max * nearLimit ? written : `${written} ${t('sitting.charactersLeft', { left })}`}
      onChange={(changed) => onChange(changed === '' ? null : changed)}
    />
  );
};
