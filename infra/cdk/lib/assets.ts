import * as path from 'node:path';

/** Where the build puts `name`, a file that this package shares with the other descriptors. */
export function assetPath(name: string): string {
  return path.join(__dirname, '..', 'assets', name);
}
