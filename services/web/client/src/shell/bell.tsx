import { BellIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { showNumber } from '../language/show.ts';
import { useNotifications } from './notifications.tsx';

/** The badge has room for one digit. */
const maxShown = 9;

/**
 * The link to the notifications, with the number of unread ones. New ones arrive by a stream. Earlier ones
 * than the newest are not read, so the number is not the whole number then, and the link says so.
 */
export const Bell = () => {
  const { t } = useTranslation();
  const { unread, read, hasEarlier } = useNotifications();
  const more = hasEarlier || unread > maxShown ? '+' : '';
  return (
    <NavLink to="/app/notifications" className="icon-button bell">
      <span className="hidden">
        {hasEarlier
          ? t('notifications.bellOfNewest', { unread, read })
          : t('notifications.bell', { count: unread })}
      </span>
      <BellIcon size={20} strokeWidth={1.8} aria-hidden="true" />
      {unread === 0 ? null : (
        <span className="badge" dir="ltr" aria-hidden="true">
          {`${showNumber(Math.min(unread, maxShown))}${more}`}
        </span>
      )}
    </NavLink>
  );
};
