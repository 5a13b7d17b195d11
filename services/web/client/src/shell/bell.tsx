import { BellIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { showNumber } from '../language/show.ts';
import { useNotifications } from './notifications.tsx';

/** The link to the notifications, with the number of unread ones. New ones arrive by a stream. */
export const Bell = () => {
  const { t } = useTranslation();
  const { unread } = useNotifications();
  return (
    <NavLink to="/app/notifications" className="icon-button bell">
      <span className="hidden">{t('notifications.bell', { count: unread })}</span>
      <BellIcon size={20} strokeWidth={1.8} aria-hidden="true" />
      {unread === 0 ? null : (
        <span className="badge" dir="ltr" aria-hidden="true">
          {unread > 9 ? `${showNumber(9)}+` : showNumber(unread)}
        </span>
      )}
    </NavLink>
  );
};
