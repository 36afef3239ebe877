import { writeFile } from 'node:fs/promises';
import { buildConfigurationSchema } from '@/lib/config/configuration-schema';

const FILE = 'public/chartroom.schema.json';

await writeFile(FILE, `${JSON.stringify(buildConfigurationSchema(), null, 2)}\n`);
process.stdout.write(`Wrote ${FILE}\n`);
