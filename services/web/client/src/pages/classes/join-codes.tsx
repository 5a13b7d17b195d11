import {
  createJoinCode,
  joinCodeDays,
  joinCodeUses,
  listJoinCodes,
  withdrawJoinCode,
} from '@ai-teacher/contracts/user/join-codes.ts';
import { useTranslation } from 'react-i18next';
import { useAction, useList } from '../../api/calls.ts';
import { showNumber, showTime } from '../../language/show.ts';
import { Button } from '../../parts/button.tsx';
import { Confirm } from '../../parts/dialogs/dialog.tsx';
import { FaultNotice, Remark } from '../../parts/notice.tsx';
import { Listing } from '../../parts/page.tsx';
import { Section } from '../../parts/section.tsx';
import { ShownCode } from '../../parts/shown-code.tsx';

/** Codes with which students join a class by themselves. */
export const JoinCodes = ({ classId, isOpen }: { readonly classId: string; readonly isOpen: boolean }) => {
  const { t } = useTranslation();
  const list = useList(listJoinCodes, { params: { id: classId }, query: {} });
  const making = useAction(createJoinCode, [listJoinCodes]);
  const withdrawing = useAction(withdrawJoinCode, [listJoinCodes]);
  const make = (
    <Button
      small
      isPending={making.isPending}
      onPress={() => making.mutate({ params: { id: classId }, body: {} })}
    >
      {t('classes.makeCode')}
    </Button>
  );
  return (
    <Section title={t('classes.codes')} actions={isOpen ? make : undefined}>
      <p className="soft">
        {t('classes.codesText', { days: joinCodeDays.preset, uses: joinCodeUses.preset })}
      </p>
      <FaultNotice fault={making.error ?? withdrawing.error} />
      <Remark>
        {making.data === undefined ? null : (
          <>
            <p>{t('classes.codeOnce')}</p>
            <ShownCode label={t('classes.code')} code={making.data.code} />
          </>
        )}
      </Remark>
      <Listing list={list} empty={<p className="soft">{t('classes.noCodes')}</p>}>
        {(codes) => (
          <ul className="list">
            {codes.map(({ id, state, uses, maxUses, expiresAt, email }) => (
              <li key={id} className="card">
                <div className="row">
                  <span>
                    {email === null
                      ? t('classes.used', { uses: showNumber(uses), max: showNumber(maxUses) })
                      : email}
                  </span>
                  <span className={state === 'open' ? 'tag good' : 'tag plain'}>
                    {t(`classes.codeState.${state}`)}
                  </span>
                </div>
                <div className="row">
                  <span className="soft">{t('classes.until', { day: showTime(expiresAt) })}</span>
                  {state === 'open' ? (
                    <Confirm
                      title={t('classes.withdraw')}
                      text={t('classes.withdrawText')}
                      action={t('classes.withdraw')}
                      onConfirm={() => withdrawing.mutate({ params: { id } })}
                    >
                      <Button
                        isPending={withdrawing.isPending && withdrawing.variables.params.id === id}
                        small
                        look="danger"
                      >
                        {t('classes.withdraw')}
                      </Button>
                    </Confirm>
                  ) : null}
                </div>
              </li>
            ))}
          </ul>
        )}
      </Listing>
    </Section>
  );
};
