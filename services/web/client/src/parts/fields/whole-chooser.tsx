import { useTranslation } from 'react-i18next';
import { Chooser, type ChooserProps } from './chooser.tsx';

type WholeChooserProps = Omit<ChooserProps, 'hint'> & {
  /** Whether the list that the choices come from continues. */
  readonly isCut: boolean;
};

/** A choice of an entry of a list. It says when the list is longer than the choices. */
export const WholeChooser = ({ isCut, ...rest }: WholeChooserProps) => {
  const { t } = useTranslation();
  return <Chooser {...rest} {...(isCut ? { hint: t('shell.cut') } : {})} />;
};
