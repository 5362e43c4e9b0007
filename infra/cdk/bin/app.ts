import * as path from 'node:path';

import { App } from 'aws-cdk-lib';

import { addSystems } from '../lib/systems';

const repository = path.join(__dirname, '..', '..', '..', '..');
addSystems(new App(), { zipFolder: path.join(repository, 'dist') });
