import { endGuardianLink, linkGuardian, listGuardians } from '@ai-teacher/contracts/user/guardians.ts';
import { useTranslation } from 'react-i18next';
import { useAction, useList } from '../../api/calls.ts';
import { Button } from '../../parts/button.tsx';
import { FaultNotice } from '../../parts/notice.tsx';
import { Listing } from '../../parts/page.tsx';
import type { Account } from './account.ts';
import { AddressForm } from './address-form.tsx';

/** The guardians of a student, who see the student's results. */
export const Guardians = ({ account }: { readonly account: Account }) => {
  const { t } = useTranslation();
  const list = useList(listGuardians, { params: { id: account.id }, query: { limit: 50 } });
  const linking = useAction(linkGuardian, [listGuardians]);
  const ending = useAction(endGuardianLink, [listGuardians]);
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
                  isPending={ending.isPending && ending.variables.params.id === id}
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
      <AddressForm
        label={t('people.guardianEmail')}
        action={t('people.linkGuardian')}
        onAccount={({ id }) => linking.mutateAsync({ params: { id: account.id }, body: { guardianId: id } })}
      />
      <FaultNotice fault={ending.error} />
    </fieldset>
  );
};
