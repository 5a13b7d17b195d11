import { listAccounts } from '@ai-teacher/contracts/auth/accounts.ts';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/calls.ts';
import { Button } from '../../parts/button.tsx';
import { Field } from '../../parts/fields/field.tsx';
import { SendingForm } from '../../parts/fields/sending-form.tsx';
import { FaultNotice, Remark } from '../../parts/notice.tsx';
import type { Account } from './account.ts';

type AddressProps = {
  readonly label: string;
  /** The word on the button that sends the form. */
  readonly action: string;
  readonly onAccount: (account: Account) => Promise<unknown>;
  /** The sentence for an account that the operation refuses. */
  readonly refusal?: string;
};

/**
 * Asks for the address of an account, because an institution has more accounts than a list of choices. A form
 * of its own: in the form of the account, Enter would save and close that one.
 */
export const AddressForm = ({ label, action, onAccount, refusal }: AddressProps) => {
  const { t } = useTranslation();
  const [email, setEmail] = useState('');
  const sending = useMutation({
    mutationFn: async () => {
      const { answer } = await api.call(listAccounts, { query: { email: email.trim() } });
      const [account] = answer.items;
      if (account !== undefined) await onAccount(account);
      return account !== undefined;
    },
    onSuccess: (isFound) => (isFound ? setEmail('') : undefined),
  });
  return (
    <SendingForm className="stack" onSubmit={() => sending.mutateAsync()}>
      <Field label={label} type="email" value={email} onChange={setEmail} autoComplete="off" />
      <div className="actions">
        <Button small type="submit" isDisabled={email.trim() === ''} isPending={sending.isPending}>
          {action}
        </Button>
      </div>
      <Remark>{sending.data === false ? t('people.none') : null}</Remark>
      <FaultNotice
        fault={sending.error}
        sentences={refusal === undefined ? {} : { 'account-not-found': refusal }}
      />
    </SendingForm>
  );
};
