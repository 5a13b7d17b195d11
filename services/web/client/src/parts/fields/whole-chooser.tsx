import { useTranslation } from 'react-i18next';
import type { WholeAnswer } from '../../api/read-all.ts';
import { FaultNotice } from '../notice.tsx';
import { Chooser, type ChooserProps } from './chooser.tsx';

type WholeChooserProps = Omit<ChooserProps, 'hint'> & {
  /** The list that the choices come from. */
  readonly list: Pick<WholeAnswer<unknown>, 'isCut' | 'fault' | 'reload'>;
};

/** A choice of an entry of a list. It says when the list is longer than the choices, or cannot be read. */
export const WholeChooser = ({ list: { isCut, fault, reload }, ...rest }: WholeChooserProps) => {
  const { t } = useTranslation();
  return (
    <>
      <Chooser {...rest} {...(isCut ? { hint: t('shell.cut') } : {})} />
      <FaultNotice fault={fault} onRetry={reload} />
    </>
  );
};
