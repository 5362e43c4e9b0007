import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { after, test } from 'node:test';

import { zipFolder } from './synthesis';

const here = path.join(__dirname, '..', '..');
const app = mkdtempSync(path.join(tmpdir(), 'shrike-app-'));
const modules = path.join(app, 'node_modules');
after(() => rmSync(app, { recursive: true }));

/** The package as others install it: what `npm pack` takes, and nothing of this repository around it. */
function install(): string[] {
  mkdirSync(modules);
  for (const name of ['aws-cdk-lib', 'constructs', '@types'])
    symlinkSync(path.join(here, 'node_modules', name), path.join(modules, name));
  const options = ['pack', '--json', '--ignore-scripts', '--pack-destination', app];
  const [packed] = JSON.parse(
    execFileSync('npm', options, { cwd: here, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  );
  execFileSync('tar', ['-xzf', path.join(app, packed.filename), '-C', app]);
  cpSync(path.join(app, 'package'), path.join(modules, 'shrike-cdk'), { recursive: true });
  cpSync(zipFolder, path.join(app, 'dist'), { recursive: true });
  return packed.files.map((file: { path: string }) => file.path);
}

const files = install();

const [, example = ''] = /```ts\n(.*?)```/s.exec(readFileSync(path.join(here, 'README.md'), 'utf8')) ?? [];

const mistakes: readonly [what: string, right: string, wrong: string, error: string][] = [
  ['an entry that there is not', "entry: 'process'", "entry: 'proces'", '"proces"'],
  ['a setting of another entry', 'renditions:', 'similarityThreshold: 80, renditions:', "'similarityThreshold'"],
  ['a setting that must be there', ' results,', '', "'results'"],
  ['a format that is not written', 'width: 320', "width: 320, format: 'heic'", '"heic"'],
];

/** What the compiler says of the example, app.ts, and of it with each of the mistakes, mistake-0.ts and so on. */
function compile(): string {
  const sources = new Map([
    ['app.ts', example],
    ...mistakes.map(([, right, wrong], index) => [`mistake-${index}.ts`, example.replace(right, wrong)] as const),
  ]);
  for (const [name, source] of sources) writeFileSync(path.join(app, name), source);
  const options = [
    '--strict',
    '--module',
    'node20',
    '--target',
    'es2022',
    '--types',
    'node',
    '--skipLibCheck',
    '--pretty',
    'false',
  ];
  const compiled = spawnSync(path.join(here, 'node_modules', '.bin', 'tsc'), [...options, ...sources.keys()], {
    cwd: app,
    encoding: 'utf8',
  });
  return compiled.stdout;
}

const said = compile();

function saidOf(name: string): string {
  return said
    .split(/\n(?=\S)/)
    .filter((error) => error.startsWith(`${name}(`))
    .join('\n');
}

test('the package holds its constructs and what they read, and nothing else', () => {
  for (const needed of [
    'dist/lib/index.js',
    'dist/lib/index.d.ts',
    'dist/assets/handlers.json',
    'dist/assets/workflow.asl.json',
  ]) {
    assert.ok(files.includes(needed), needed);
  }
  assert.deepEqual(
    files.filter((file) => !/^(dist\/(lib|assets)\/|README\.md$|package\.json$)/.test(file)),
    [],
  );
});

test('what it reads is what the repository has', () => {
  for (const [name, folder] of [
    ['handlers.json', 'policies'],
    ['workflow.asl.json', 'stepfunctions'],
  ] as const) {
    assert.equal(
      readFileSync(path.join(modules, 'shrike-cdk', 'dist', 'assets', name), 'utf8'),
      readFileSync(path.join(here, '..', folder, name), 'utf8'),
    );
  }
});

test("the README's example has the right types", () => {
  assert.match(example, /new ShrikeFunction/);
  assert.equal(saidOf('app.ts'), '');
});

test("the README's example becomes a stack with one function", () => {
  const out = path.join(app, 'cdk.out');
  execFileSync(process.execPath, ['app.js'], { cwd: app, env: { ...process.env, CDK_OUTDIR: out } });
  const template = JSON.parse(readFileSync(path.join(out, 'photos.template.json'), 'utf8'));
  const types = Object.values<{ Type: string }>(template.Resources).map(({ Type }) => Type);
  assert.equal(types.filter((type) => type === 'AWS::Lambda::Function').length, 1);
});

for (const [index, [what, , , error]] of mistakes.entries()) {
  test(`the types refuse ${what}`, () => {
    assert.ok(saidOf(`mistake-${index}.ts`).includes(error), said);
  });
}
