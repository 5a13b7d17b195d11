import { useTranslation } from 'react-i18next';

type Answer = string | readonly string[] | boolean | null;
type Option = { readonly optionId: string; readonly text: string };

/** A response or a key in words: the texts of the chosen options, true or false, or the text itself. */
export const ShownAnswer = ({
  answer,
  options,
}: {
  readonly answer: Answer;
  readonly options: readonly Option[] | undefined;
}) => {
  const { t } = useTranslation();
  const textOf = (id: string): string => options?.find(({ optionId }) => optionId === id)?.text ?? id;
  if (answer === null) return <p className="soft">{t('items.none')}</p>;
  if (typeof answer === 'boolean') return <p>{answer ? t('items.true') : t('items.false')}</p>;
  const texts = typeof answer === 'string' ? [textOf(answer)] : answer.map(textOf);
  return (
    <p dir="auto" className="answer-words">
      {texts.join(' · ')}
    </p>
  );
};
