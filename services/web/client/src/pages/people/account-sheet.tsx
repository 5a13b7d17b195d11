import { changeAccount, listAccounts, releaseAddress } from '@ai-teacher/contracts/auth/accounts.ts';
import { type Role, roles } from '@ai-teacher/contracts/values.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../parts/button.tsx';
import { useConfirmedAction } from '../../parts/dialogs/confirmed-action.tsx';
import { Confirm, Sheet } from '../../parts/dialogs/dialog.tsx';
import { SheetForm } from '../../parts/dialogs/form-sheet.tsx';
import { Checkbox } from '../../parts/fields/checkbox.tsx';
import { Chooser } from '../../parts/fields/chooser.tsx';
import { FaultNotice } from '../../parts/notice.tsx';
import type { Account } from './account.ts';
import { EndSessions } from './end-sessions.tsx';
import { Guardians } from './guardians.tsx';
import { HandOver } from './hand-over.tsx';

/** Deletes an account, so that another one can register with its address. */
const Release = ({ account, onClose }: { readonly account: Account; readonly onClose: () => void }) => {
  const { t } = useTranslation();
  const releasing = useConfirmedAction(releaseAddress, [listAccounts]);
  const release = async (): Promise<void> => {
    await releasing.run({ params: { id: account.id } });
    onClose();
  };
  return (
    <div className="actions">
      <Confirm
        title={t('people.release')}
        text={t('people.releaseText', { email: account.email })}
        action={t('people.release')}
        onConfirm={() => void release().catch(() => undefined)}
      >
        <Button small look="danger" isPending={releasing.isPending}>
          {t('people.release')}
        </Button>
      </Confirm>
      <FaultNotice fault={releasing.fault} />
      {releasing.question}
    </div>
  );
};

type SheetProps = { readonly account: Account; readonly onClose: () => void };

/** Changes the role of an account, and whether it can sign in. Asks for the password beside its form. */
const AccessForm = ({ account, onClose }: SheetProps) => {
  const { t } = useTranslation();
  const changing = useConfirmedAction(changeAccount, [listAccounts]);
  const [role, setRole] = useState<Role>(account.role);
  const [disabled, setDisabled] = useState(account.disabled);
  const save = async (): Promise<void> => {
    const body = {
      ...(role === account.role ? {} : { role }),
      ...(disabled === account.disabled ? {} : { disabled }),
    };
    if (Object.keys(body).length > 0) await changing.run({ params: { id: account.id }, body });
    onClose();
  };
  return (
    <>
      <SheetForm
        action={t('shell.save')}
        onSubmit={save}
        onClose={onClose}
        isPending={changing.isPending}
        fault={changing.fault}
      >
        <p className="soft">
          <bdi dir="ltr">{account.email}</bdi>
        </p>
        <Chooser
          label={t('people.role')}
          choices={roles.map((id) => ({ id, label: t(`role.${id}`) }))}
          value={role}
          onChange={(id) => setRole(id as Role)}
        />
        <Checkbox isSelected={disabled} onChange={setDisabled}>
          {t('people.disable')}
        </Checkbox>
        <p className="soft">{t('people.endsSessions')}</p>
      </SheetForm>
      {changing.question}
    </>
  );
};

/**
 * What an admin can do with an account. Each part acts by itself, so only the first one is saved or
 * cancelled.
 */
export const AccountSheet = ({ account, onClose }: SheetProps) => (
  <Sheet title={account.name || account.email} isOpen onClose={onClose}>
    <AccessForm account={account} onClose={onClose} />
    {account.disabled ? null : <EndSessions account={account} />}
    {account.disabled || !account.verified ? <Release account={account} onClose={onClose} /> : null}
    {account.role === 'student' ? <Guardians account={account} /> : null}
    {account.disabled || account.role === 'student' ? <HandOver account={account} /> : null}
  </Sheet>
);
