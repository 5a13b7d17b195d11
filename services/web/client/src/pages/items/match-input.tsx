import { useTranslation } from 'react-i18next';
import { Chooser } from '../../parts/fields/chooser.tsx';
import type { InputProps } from './input-props.ts';

type Matches = Readonly<Record<string, string>>;

/** No optionId contains a blank. */
const none = ' ';

/** The matches with another option for one prompt; null without any match. */
const withMatch = (matches: Matches, promptId: string, optionId: string): Record<string, string> | null => {
  const { [promptId]: _, ...others } = matches;
  const changed = optionId === none ? others : { ...others, [promptId]: optionId };
  return Object.keys(changed).length === 0 ? null : changed;
};

/** One choice of an option for each prompt. */
export const MatchInput = ({ item, value, onChange }: InputProps) => {
  const { t } = useTranslation();
  const matches: Matches = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  const choices = (item.options ?? []).map(({ optionId, text }) => ({ id: optionId, label: text }));
  return (
    <fieldset className="options" aria-label={item.stem}>
      {(item.prompts ?? []).map(({ promptId, text }) => (
        <Chooser
          key={promptId}
          label={text}
          choices={[{ id: none, label: t('sitting.noMatch') }, ...choices]}
          value={matches[promptId] ?? none}
          onChange={(optionId) => onChange(withMatch(matches, promptId, optionId))}
        />
      ))}
    </fieldset>
  );
};
