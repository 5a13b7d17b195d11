import { signOutEverywhere } from '@ai-teacher/contracts/auth/sessions.ts';
import { changeMe, readMe } from '@ai-teacher/contracts/user/profile.ts';
import i18next from 'i18next';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../api/calls.ts';
import { endSession, forgetSession } from '../../api/session-store.ts';
import { type LanguageCode, languages } from '../../language/languages.ts';
import { chooseLanguage } from '../../language/setup-language.ts';
import { Button } from '../../parts/button.tsx';
import { Confirm } from '../../parts/dialogs/dialog.tsx';
import { Chooser } from '../../parts/fields/chooser.tsx';
import { Field } from '../../parts/fields/field.tsx';
import { SendingForm } from '../../parts/fields/sending-form.tsx';
import { FaultNotice, Remark } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { type Preferences, readPreference, writePreference } from '../../preferences.ts';
import { useMe } from '../../shell/session.tsx';
import { PasswordSection } from './password-section.tsx';
import { Sessions } from './sessions.tsx';

const Section = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <section className="card">
    <h2>{title}</h2>
    {children}
  </section>
);

const themes = ['system', 'light', 'dark'] as const;
const textSizes = ['1', '2', '3', '4', '5'] as const;

/** Language, theme and text size of this browser. A new language is stored in the profile as well. */
const Appearance = () => {
  const { t } = useTranslation();
  const saving = useAction(changeMe, [readMe]);
  const [theme, setTheme] = useState<NonNullable<Preferences['theme']>>(readPreference('theme') ?? 'system');
  const [size, setSize] = useState<NonNullable<Preferences['textSize']>>(readPreference('textSize') ?? '2');
  const changeLanguage = (code: LanguageCode): void => {
    void chooseLanguage(code);
    saving.mutate({ body: { locale: code } });
  };
  return (
    <Section title={t('settings.appearance')}>
      <Chooser
        label={t('settings.language')}
        choices={languages.map(({ code, name }) => ({ id: code, label: name }))}
        value={i18next.language}
        onChange={(code) => changeLanguage(code as LanguageCode)}
      />
      <Chooser
        label={t('settings.theme')}
        choices={themes.map((id) => ({ id, label: t(`settings.themes.${id}`) }))}
        value={theme}
        onChange={(id) => {
          setTheme(id as typeof theme);
          writePreference('theme', id as typeof theme);
        }}
      />
      <Chooser
        label={t('settings.textSize')}
        choices={textSizes.map((id) => ({ id, label: t(`settings.sizes.${id}`) }))}
        value={size}
        onChange={(id) => {
          setSize(id as typeof size);
          writePreference('textSize', id as typeof size);
        }}
      />
      <FaultNotice fault={saving.error} />
    </Section>
  );
};

const Profile = () => {
  const { t } = useTranslation();
  const me = useMe();
  const [name, setName] = useState(me.name);
  const saving = useAction(changeMe, [readMe]);
  return (
    <Section title={t('settings.profile')}>
      <p className="soft">
        <bdi>{me.email}</bdi> · {t(`role.${me.role}`)}
      </p>
      <SendingForm className="stack" onSubmit={() => saving.mutateAsync({ body: { name } })}>
        <Field label={t('entry.name')} value={name} onChange={setName} />
        <FaultNotice fault={saving.error} />
        <Remark>{saving.isSuccess ? t('settings.saved') : null}</Remark>
        <div className="actions">
          <Button look="primary" type="submit" isPending={saving.isPending}>
            {t('shell.save')}
          </Button>
        </div>
      </SendingForm>
    </Section>
  );
};

const SettingsPage = () => {
  const { t } = useTranslation();
  const everywhere = useAction(signOutEverywhere);
  const leaveEverywhere = async (): Promise<void> => {
    await everywhere.mutateAsync({});
    forgetSession();
  };
  return (
    <Page title={t('nav.settings')}>
      <Profile />
      <Appearance />
      <Section title={t('settings.session')}>
        <FaultNotice fault={everywhere.error} />
        <div className="actions">
          <Button onPress={() => void endSession()}>{t('settings.signOut')}</Button>
          <Confirm
            title={t('settings.everywhere')}
            text={t('settings.everywhereText')}
            action={t('settings.everywhere')}
            onConfirm={() => void leaveEverywhere().catch(() => undefined)}
          >
            <Button isPending={everywhere.isPending} look="danger">
              {t('settings.everywhere')}
            </Button>
          </Confirm>
        </div>
      </Section>
      <PasswordSection />
      <Sessions />
    </Page>
  );
};

export default SettingsPage;
