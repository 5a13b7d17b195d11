import { useTranslation } from 'react-i18next';
import { Button, ButtonLink } from '../parts/button.tsx';
import { FaultNotice, Note } from '../parts/notice.tsx';
import { type EndedWork, forgetWork, useAbandonedWork, useEndedWork } from './ended-work.ts';

const EndedNote = ({ work }: { readonly work: EndedWork }) => {
  const { t } = useTranslation();
  const { key, kind, href, name = '', hasFailed = false } = work;
  const forget = (): void => forgetWork(key);
  // An action without a name of its own is reported when it fails alone.
  const hasText = hasFailed || kind === 'action';
  const text = hasText ? t(`work.failed.${kind}`, { name }) : t(`work.done.${kind}`, { name });
  return (
    <Note>
      <p>{text}</p>
      <div className="actions">
        {href === undefined ? null : (
          <ButtonLink small href={href} onPress={forget}>
            {t('work.open')}
          </ButtonLink>
        )}
        <Button small onPress={forget}>
          {t('shell.close')}
        </Button>
      </div>
    </Note>
  );
};

/** Says that work has ended whose page the person has left, with the way to its result or with its fault. */
const EndedWorkNotices = () => {
  useAbandonedWork();
  const all = useEndedWork();
  return (
    <div className="ended-work">
      <div role="status">
        {all.map((work) => (
          <EndedNote key={work.key} work={work} />
        ))}
      </div>
      {all.map(({ key, fault }) => (
        <FaultNotice key={key} fault={fault} />
      ))}
    </div>
  );
};

export default EndedWorkNotices;
