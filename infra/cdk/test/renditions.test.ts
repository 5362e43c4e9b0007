import assert from 'node:assert/strict';
import { test } from 'node:test';

import { renditionsVariable } from '../lib/renditions';

test('renditions are written as the function reads them', () => {
  assert.equal(
    renditionsVariable([
      { name: 'thumb', width: 320, height: 320, format: 'webp', quality: 80 },
      { name: 'wide', width: 1600 },
      { name: 'moving', height: 200, format: 'gif', animated: true },
    ]),
    'thumb:320x320,webp,q80;wide:1600x;moving:x200,gif,animated',
  );
});

test('a text that is right is taken as it is', () => {
  for (const text of [
    '',
    'a:1x1',
    'thumb:320x320,webp,q80;preview:1600x1600',
    'a:16383x,avif,q1;b:x16383,animated,webp',
  ]) {
    assert.equal(renditionsVariable(text), text);
  }
  assert.equal(renditionsVariable(' a:1x1 ; b:2x , q9 ;'), 'a:1x1;b:2x , q9');
});

const refused: readonly [text: string, named: RegExp][] = [
  ['thumb', /'thumb'; allowed: name:WIDTHxHEIGHT/],
  ['a:1x1;;b:2x2', /''; allowed: name:WIDTHxHEIGHT/],
  ['Thumb:3x3', /'Thumb'; allowed: a name is/],
  [`${'a'.repeat(33)}:3x3`, /a name is 1 to 32/],
  ['a:3', /'3'; allowed: a size is/],
  ['a:x', /'x'; allowed: a size is/],
  ['a:0x5', /'0x5'; allowed: a side is 1 to 16383/],
  ['a:16384x5', /a side is 1 to 16383/],
  ['a:-3x5', /a size is/],
  ['a:3x3,heic', /'heic'; allowed: an option is a format/],
  ['a:3x3,q0', /'q0'; allowed: a quality is q1 to q100/],
  ['a:3x3,q101', /'q101'; allowed: a quality/],
  ['a:3x3,q-1', /'q-1'; allowed: a quality/],
  ['a:3x3,webp,png', /given once at most/],
  ['a:3x3,png,animated', /animated needs gif or webp/],
  ['a:3x3;a:4x4', /'a'; allowed: a name is used once only/],
];

for (const [text, named] of refused) {
  test(`'${text}' is refused, naming the part`, () => {
    assert.throws(() => renditionsVariable(text), named);
    assert.throws(() => renditionsVariable(text), /^Error: RENDITIONS is /);
  });
}
