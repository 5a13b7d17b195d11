import { listAccounts } from '@ai-teacher/contracts/auth/accounts.ts';
import { endGuardianLink, linkGuardian, listGuardians } from '@ai-teacher/contracts/user/guardians.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, useAction, useList } from '../../api/calls.ts';
import { Button } from '../../parts/button.tsx';
import { Field } from '../../parts/fields/field.tsx';
import { FaultNotice, Remark } from '../../parts/notice.tsx';
import { Listing } from '../../parts/page.tsx';
import type { Account } from './account.ts';

/** Links the account of an address to a student. @returns false when no account has the address. */
const linkAddress = async (studentId: string, email: string): Promise<boolean> => {
  const { answer } = await api.call(listAccounts, { query: { email } });
  const guardian = answer.items[0];
  if (guardian === undefined) return false;
  await api.call(linkGuardian, { params: { id: studentId }, body: { guardianId: guardian.id } });
  return true;
};

/** The guardians of a student, who see the student's results. */
export const Guardians = ({ account }: { readonly account: Account }) => {
  const { t } = useTranslation();
  const client = useQueryClient();
  const list = useList(listGuardians, { params: { id: account.id }, query: { limit: 50 } });
  const ending = useAction(endGuardianLink, [listGuardians]);
  const [email, setEmail] = useState('');
  const linking = useMutation({
    mutationFn: () => linkAddress(account.id, email.trim()),
    onSuccess: async (isLinked) => {
      if (isLinked) setEmail('');
      await client.invalidateQueries({ queryKey: [listGuardians.operationId] });
    },
  });
  return (
    <fieldset className="types">
      <legend className="label">{t('people.guardians')}</legend>
      <Listing list={list} empty={<p className="soft">{t('people.noGuardians')}</p>}>
        {(guardians) => (
          <ul className="list">
            {guardians.map(({ id, guardianName }) => (
              <li key={id} className="row">
                <bdi>{guardianName}</bdi>
                <Button
                  small
                  aria-label={t('people.endGuardianName', { name: guardianName })}
                  onPress={() => ending.mutate({ params: { id } })}
                >
                  {t('people.endGuardian')}
                </Button>
              </li>
            ))}
          </ul>
        )}
      </Listing>
      <Field
        label={t('people.guardianEmail')}
        type="email"
        value={email}
        onChange={setEmail}
        autoComplete="off"
      />
      <div className="actions">
        <Button
          small
          isDisabled={email.trim() === ''}
          isPending={linking.isPending}
          onPress={() => linking.mutate()}
        >
          {t('people.linkGuardian')}
        </Button>
      </div>
      <Remark>{linking.data === false ? t('people.none') : null}</Remark>
      <FaultNotice fault={linking.error ?? ending.error} />
    </fieldset>
  );
};
