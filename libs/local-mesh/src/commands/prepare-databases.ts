/**
 * The one-shot container that creates the role and the database of each service, as the native launcher does.
 * A second run updates only changed passwords. ADMIN_DATABASE_URL belongs to the superuser;
 * <NAME>_DATABASE_PASSWORD is the password of a service. Weak passwords are refused as at the start of a
 * service, so that no service starts beside a store that is open to guessing.
 */
import { type StoringService, storingServices } from '@ai-teacher/contracts/values.ts';
import { faultsOfSecrets } from '@ai-teacher/service-kit/secrets.ts';
import { createServiceDatabases } from '../parts/postgres/service-databases.ts';
import { databasePassword } from '../plan/part-plan.ts';

const { ADMIN_DATABASE_URL: adminUrl, ...environment } = process.env;
const passwords: Partial<Record<StoringService, string>> = {};
const missing = adminUrl ? [] : ['ADMIN_DATABASE_URL'];
for (const service of storingServices) {
  const variable = databasePassword(service);
  const password = environment[variable];
  if (password) passwords[service] = password;
  else missing.push(variable);
}
if (!adminUrl || missing.length > 0) {
  console.error(`These variables must be set: ${missing.join(', ')}.`);
  process.exit(78);
}
const faults = faultsOfSecrets(process.env, ['ADMIN_DATABASE_URL', ...storingServices.map(databasePassword)]);
if (faults.length > 0) {
  // An operator sets the superuser's password by this name.
  console.error(faults.join('\n').replace('ADMIN_DATABASE_URL', 'POSTGRES_PASSWORD (in ADMIN_DATABASE_URL)'));
  process.exit(78);
}

await createServiceDatabases(adminUrl, passwords);
console.log(
  JSON.stringify({ time: new Date().toISOString(), msg: 'databases ready', services: storingServices }),
);
