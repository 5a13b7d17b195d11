import { exportRoster, importRoster } from '@ai-teacher/contracts/rosters/rosters.ts';
import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/calls.ts';
import { longCalls } from '../../api/long-calls.ts';
import { saveFile } from '../../api/save-file.ts';
import { Button, ButtonLink } from '../../parts/button.tsx';
import { FaultNotice } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { Progress } from '../../parts/progress.tsx';
import { Section } from '../../parts/section.tsx';
import { readPreference, writePreference } from '../../preferences.ts';
import { useEndOfWork } from '../../shell/ended-work.ts';
import { DropArea } from '../documents/drop-area.tsx';

const Export = () => {
  const { t } = useTranslation();
  const exporting = useMutation({
    mutationFn: async () => {
      const input = { timeoutMilliseconds: longCalls.exportRoster };
      saveFile('roster.zip', (await api.download(exportRoster, input)).answer);
    },
  });
  return (
    <Section title={t('rosters.export')}>
      <p className="soft">{t('rosters.exportText')}</p>
      <FaultNotice fault={exporting.error} />
      <div className="actions">
        <Button isPending={exporting.isPending} onPress={() => exporting.mutate()}>
          <Download size={16} aria-hidden="true" />
          {t('rosters.export')}
        </Button>
      </div>
    </Section>
  );
};

const RostersPage = () => {
  const { t } = useTranslation();
  const end = useEndOfWork('roster');
  const latest = readPreference('latestRoster');
  const uploading = useMutation({
    mutationFn: async (file: File) => {
      const input = { body: {}, timeoutMilliseconds: longCalls.importRoster };
      const { answer } = await api.upload(importRoster, input, { name: file.name, bytes: file });
      writePreference('latestRoster', answer.id);
      return answer.id;
    },
    meta: { work: 'roster' },
    onSuccess: (id) => end.open(`/app/rosters/${id}`),
  });
  return (
    <Page title={t('nav.rosters')} lead={t('rosters.lead')}>
      <DropArea
        label={t('rosters.drop')}
        accept={['application/zip', '.zip']}
        isDisabled={uploading.isPending}
        onFiles={([file]) => (file === undefined ? undefined : uploading.mutate(file))}
      />
      <div className="hidden" role="status">
        {uploading.isPending ? t('rosters.uploading') : null}
      </div>
      {uploading.isPending ? <Progress label={t('rosters.uploading')} share={undefined} /> : null}
      <FaultNotice fault={uploading.error} />
      <p className="soft">{t('rosters.safe')}</p>
      {latest === undefined ? null : (
        <div className="actions">
          <ButtonLink href={`/app/rosters/${latest}`}>{t('rosters.latest')}</ButtonLink>
        </div>
      )}
      <Export />
    </Page>
  );
};

export default RostersPage;
