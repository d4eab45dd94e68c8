/** Copies noVNC, as its package ships it, to where the desktop's page loads it from; with its licence. */

import { cpSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, 'node_modules', '@novnc', 'novnc');
const target = join(root, 'hpclab', 'apps', 'static', 'novnc');

rmSync(target, { recursive: true, force: true });
for (const part of ['core', 'vendor', 'AUTHORS', 'LICENSE.txt']) {
  cpSync(join(source, part), join(target, part), { recursive: true });
}
