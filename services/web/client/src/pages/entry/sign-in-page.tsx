import { useMutation } from '@tanstack/react-query';
import { useId } from 'react';
import { Link } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Navigate, useLocation } from 'react-router';
import { type SessionState, signInWith } from '../../api/session-store.ts';
import { Button } from '../../parts/button.tsx';
import { Field } from '../../parts/fields/field.tsx';
import { SendingForm } from '../../parts/fields/sending-form.tsx';
import { FaultNotice, Note } from '../../parts/notice.tsx';
import { useSessionState } from '../../shell/session.tsx';
import { EntryFrame } from './entry-frame.tsx';

type Origin = { readonly from?: string; readonly ended?: boolean; readonly registered?: boolean } | null;

const textsOf = (form: HTMLFormElement): Readonly<Record<string, string>> =>
  Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));

/** The key of the sentence that says why the person is signed out, or that the registration was received. */
const noteOf = (state: SessionState, origin: Origin) => {
  if (state === 'signing-out') return 'entry.signingOut';
  if (origin?.ended) return 'entry.ended';
  return origin?.registered ? 'entry.registered' : undefined;
};

export const SignInPage = () => {
  const { t } = useTranslation();
  const origin = useLocation().state as Origin;
  const signIn = useMutation({ mutationFn: signInWith });
  const noteId = useId();
  const state = useSessionState();
  const note = noteOf(state, origin);
  if (state === 'signed-in') return <Navigate to={origin?.from ?? '/app'} replace />;
  return (
    <EntryFrame title={t('entry.signIn')} describedBy={note === undefined ? undefined : noteId}>
      <div role="status">{note === undefined ? null : <Note id={noteId}>{t(note)}</Note>}</div>
      <SendingForm
        className="stack"
        onSubmit={(form) => {
          const { email = '', password = '' } = textsOf(form);
          return signIn.mutateAsync({ email, password });
        }}
      >
        <Field label={t('entry.email')} name="email" type="email" autoComplete="username" isRequired />
        <Field
          label={t('entry.password')}
          name="password"
          type="password"
          autoComplete="current-password"
          isRequired
        />
        <FaultNotice fault={signIn.error} />
        <Button look="primary" type="submit" isPending={signIn.isPending}>
          {t('entry.signIn')}
        </Button>
      </SendingForm>
      <p className="soft">
        {t('entry.noAccount')} <Link href="/app/register">{t('entry.register')}</Link>
      </p>
    </EntryFrame>
  );
};
