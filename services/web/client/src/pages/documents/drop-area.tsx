import { FileUp } from 'lucide-react';
import { DropZone, FileTrigger } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { showInserted } from '../../language/show.ts';
import { Button } from '../../parts/button.tsx';
import { FaultNotice } from '../../parts/notice.tsx';
import { Progress } from '../../parts/progress.tsx';
import type { Upload } from './use-upload.ts';

type DropAreaProps = {
  readonly label: string;
  readonly accept: readonly string[];
  readonly isDisabled?: boolean;
  readonly allowsMultiple?: boolean;
  readonly onFiles: (files: readonly File[]) => void;
};

/** Takes files that are dropped or chosen. */
export const DropArea = (props: DropAreaProps) => {
  const { label, accept, isDisabled = false, allowsMultiple = false, onFiles } = props;
  const { t } = useTranslation();
  return (
    <DropZone
      className="drop"
      isDisabled={isDisabled}
      onDrop={async ({ items }) => {
        const files = items.flatMap((item) => (item.kind === 'file' ? [item.getFile()] : []));
        onFiles(await Promise.all(files));
      }}
    >
      <FileUp size={34} strokeWidth={1.5} aria-hidden="true" />
      <p className="strong">{label}</p>
      <FileTrigger
        allowsMultiple={allowsMultiple}
        acceptedFileTypes={[...accept]}
        onSelect={(files) => onFiles([...(files ?? [])])}
      >
        <Button look="primary" isPending={isDisabled}>
          {t('documents.choose')}
        </Button>
      </FileTrigger>
    </DropZone>
  );
};

const useLabel = (): ((upload: Upload) => string) => {
  const { t } = useTranslation();
  return ({ name, stage }) => `${showInserted(name)} · ${t(`documents.stage.${stage}`)}`;
};

/** Reads each new stage of each upload aloud. A failure is an alert of its own. */
export const AnnouncedUploads = ({ uploads }: { readonly uploads: readonly Upload[] }) => {
  const labelOf = useLabel();
  return (
    <div className="hidden" aria-live="polite">
      {uploads.map((upload) => (
        <p key={upload.key}>{upload.fault === undefined ? labelOf(upload) : null}</p>
      ))}
    </div>
  );
};

/** The stage and the progress of one upload, and its failure in a sentence. */
export const UploadProgress = ({ upload }: { readonly upload: Upload }) => {
  const { t } = useTranslation();
  const labelOf = useLabel();
  const { name, stage, done, total, fault, retry } = upload;
  const isEnded = stage === 'finished' || fault !== undefined;
  const share = isEnded ? 1 : total > 0 ? done / total : undefined;
  return (
    <li className="card">
      {fault === undefined ? (
        <Progress
          label={labelOf(upload)}
          share={share}
          {...(total > 0 && !isEnded ? { valueLabel: t('documents.of', { done, total }) } : {})}
        />
      ) : (
        <p className="strong">
          <bdi>{name}</bdi>
        </p>
      )}
      <FaultNotice fault={fault} onRetry={retry} />
    </li>
  );
};
