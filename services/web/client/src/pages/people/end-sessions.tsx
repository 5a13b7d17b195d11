import { endAccountSessions } from '@ai-teacher/contracts/auth/accounts.ts';
import { useTranslation } from 'react-i18next';
import { Button } from '../../parts/button.tsx';
import { useConfirmedAction } from '../../parts/dialogs/confirmed-action.tsx';
import { Confirm } from '../../parts/dialogs/dialog.tsx';
import { FaultNotice, Remark } from '../../parts/notice.tsx';
import type { Account } from './account.ts';

/** Signs a person out on every device, for example when one was lost. */
export const EndSessions = ({ account }: { readonly account: Account }) => {
  const { t } = useTranslation();
  const ending = useConfirmedAction(endAccountSessions);
  return (
    <div className="stack">
      <div className="actions">
        <Confirm
          title={t('people.endSessions')}
          text={t('people.endSessionsText', { email: account.email })}
          action={t('people.endSessions')}
          onConfirm={() => void ending.run({ params: { id: account.id } }).catch(() => undefined)}
        >
          <Button small look="danger" isPending={ending.isPending}>
            {t('people.endSessions')}
          </Button>
        </Confirm>
      </div>
      <Remark>{ending.isSuccess ? t('people.sessionsEnded') : null}</Remark>
      <FaultNotice fault={ending.fault} />
      {ending.question}
    </div>
  );
};
