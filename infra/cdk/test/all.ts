import { readdirSync } from 'node:fs';
import * as path from 'node:path';

// In one process, for loading the CDK takes longer than most of the tests.
for (const file of readdirSync(__dirname)) {
  if (file.endsWith('.test.js')) require(path.join(__dirname, file));
}
