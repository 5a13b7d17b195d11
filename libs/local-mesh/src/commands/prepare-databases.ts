/**
 * The one-shot container that creates the role and the database of each service, as the native launcher does.
 * A second run updates only changed passwords. ADMIN_DATABASE_URL belongs to the superuser;
 * <NAME>_DATABASE_PASSWORD is the password of a service.
 */
import { type ServiceName, serviceNames } from '@ai-teacher/contracts/values.ts';
import { createServiceDatabases } from '../parts/postgres/service-databases.ts';
import { databasePassword } from '../plan/part-plan.ts';

const { ADMIN_DATABASE_URL: adminUrl, ...environment } = process.env;
const passwords: Partial<Record<ServiceName, string>> = {};
const missing = adminUrl ? [] : ['ADMIN_DATABASE_URL'];
for (const service of serviceNames) {
  const variable = databasePassword(service);
  const password = environment[variable];
  if (password) passwords[service] = password;
  else missing.push(variable);
}
if (!adminUrl || missing.length > 0) {
  console.error(`These variables must be set: ${missing.join(', ')}.`);
  process.exit(78);
}

await createServiceDatabases(adminUrl, passwords);
console.log(
  JSON.stringify({ time: new Date().toISOString(), msg: 'databases ready', services: serviceNames }),
);
