import i18next from 'i18next';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { languages } from '../../language/languages.ts';
import { chooseLanguage } from '../../language/setup-language.ts';
import { showInserted } from '../../language/show.ts';
import { Button } from '../../parts/button.tsx';

/** The frame of the pages before the sign-in: the product's name, a card, and the languages. */
export const EntryFrame = ({
  title,
  describedBy,
  children,
}: {
  readonly title: string;
  /** The id of a note that is read aloud with the heading, which gets the focus on a new page. */
  readonly describedBy?: string | undefined;
  readonly children: ReactNode;
}) => {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${showInserted(title)} · AI-Teacher`;
  }, [title]);
  return (
    <main className="entry">
      <div className="brand">
        <span className="brand-mark" aria-hidden="true" />
        <span>{t('shell.product')}</span>
      </div>
      <div className="card">
        <h1 aria-describedby={describedBy}>
          <bdi>{title}</bdi>
        </h1>
        {children}
      </div>
      <div className="entry-foot">
        {languages.map(({ code, name, dir }) => (
          <Button
            key={code}
            look="quiet"
            small
            aria-pressed={i18next.language === code}
            onPress={() => void chooseLanguage(code)}
          >
            <span lang={code} dir={dir}>
              {name}
            </span>
          </Button>
        ))}
      </div>
    </main>
  );
};
