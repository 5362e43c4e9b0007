import { existsSync } from 'node:fs';
import * as path from 'node:path';

import * as lambda from 'aws-cdk-lib/aws-lambda';

/** The zip that `make package` made for `architecture`, as a function's code. Throws Error when it is not in `folder`. */
export function packagedCode(folder: string, architecture: lambda.Architecture): lambda.Code {
  const file = path.resolve(folder, `shrike-${architecture.name}.zip`);
  if (!existsSync(file)) throw new Error(`There is no ${file}: \`make package\` builds it, in dist/`);
  return lambda.Code.fromAsset(file);
}
