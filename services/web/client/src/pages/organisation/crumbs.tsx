import { useTranslation } from 'react-i18next';
import { Button } from '../../parts/button.tsx';

export type Crumb = { readonly id: string | null; readonly label: string };

/** The way from the top of a tree to the present node. A press opens a node above. */
export const Crumbs = ({
  crumbs,
  onOpen,
}: {
  readonly crumbs: readonly Crumb[];
  readonly onOpen: (id: string | null) => void;
}) => {
  const { t } = useTranslation();
  return (
    <nav aria-label={t('organisation.path')}>
      <ol className="crumbs">
        {crumbs.map(({ id, label }, index) => (
          <li key={id ?? 'top'}>
            {index === crumbs.length - 1 ? (
              <span className="strong" aria-current="page">
                <bdi>{label}</bdi>
              </span>
            ) : (
              <Button look="quiet" small onPress={() => onOpen(id)}>
                <bdi>{label}</bdi>
              </Button>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
};
