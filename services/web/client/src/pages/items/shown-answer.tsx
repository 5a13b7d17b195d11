import { useTranslation } from 'react-i18next';
import './items.css';

type Answer = string | readonly string[] | boolean | Readonly<Record<string, string>> | null;
type Option = { readonly optionId: string; readonly text: string };
type Prompt = { readonly promptId: string; readonly text: string };

const isList = (answer: Exclude<Answer, null>): answer is readonly string[] => Array.isArray(answer);

/**
 * A response or a key in words: the texts of the chosen options or of the matches, true or false, or the text
 * itself. Both lists are required, because a page that forgets one shows ids. They are undefined for items
 * that have none.
 */
export const ShownAnswer = ({
  answer,
  options,
  prompts,
}: {
  readonly answer: Answer;
  readonly options: readonly Option[] | undefined;
  readonly prompts: readonly Prompt[] | undefined;
}) => {
  const { t } = useTranslation();
  const textOf = (id: string): string => options?.find(({ optionId }) => optionId === id)?.text ?? id;
  if (answer === null) return <p className="soft">{t('items.none')}</p>;
  if (typeof answer === 'boolean') return <p>{answer ? t('items.true') : t('items.false')}</p>;
  const textsOf = (matches: Readonly<Record<string, string>>): string[] =>
    (prompts ?? Object.keys(matches).map((promptId) => ({ promptId, text: promptId }))).map(
      ({ promptId, text }) => `${text} → ${textOf(matches[promptId] ?? '–')}`,
    );
  if (typeof answer === 'object' && !isList(answer))
    return (
      <ul className="answer-words">
        {textsOf(answer).map((text) => (
          <li key={text} dir="auto">
            {text}
          </li>
        ))}
      </ul>
    );
  const texts = typeof answer === 'string' ? [textOf(answer)] : answer.map(textOf);
  return (
    <p dir="auto" className="answer-words">
      {texts.join(' · ')}
    </p>
  );
};
