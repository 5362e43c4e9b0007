import { refuse } from './check';

/** The formats that renditions are written in. */
export const renditionFormats = ['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const;

/** A smaller version that is made of every image. */
export interface Rendition {
  /** 1 to 32 of a-z, 0-9 and -; part of the output's key, so it is used once. */
  readonly name: string;
  /** Pixels, 1 to 16383: the image is fitted in, and never grows. At least one of width and height is given. */
  readonly width?: number;
  /** Pixels, 1 to 16383. */
  readonly height?: number;
  /** @default the source's where browsers show it, else PNG for a picture with alpha and JPEG for any other */
  readonly format?: (typeof renditionFormats)[number];
  /** 1 to 100, where the format has one. @default 80 */
  readonly quality?: number;
  /** Keep the frames, where source and target can: GIF and WebP. @default false */
  readonly animated?: boolean;
}

const largestSide = 16383;
const animatedFormats = ['gif', 'webp'];

/**
 * The value of RENDITIONS, `name:WxH[,format][,qN][,animated]` joined by `;`, of such a text or of a list; empty for
 * none. Throws Error naming the part that is not allowed, as the function itself would when it starts.
 */
export function renditionsVariable(renditions: string | readonly Rendition[]): string {
  const parts = typeof renditions === 'string' ? partsOf(renditions.trim()) : renditions.map(textOf);
  const names = parts.map(checkedName);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) refuse('RENDITIONS', repeated, 'a name is used once only');
  return parts.map((part) => part.trim()).join(';');
}

function partsOf(text: string): string[] {
  return text === '' ? [] : text.replace(/;$/, '').split(';');
}

function textOf({ name, width, height, format, quality, animated }: Rendition): string {
  const options = [format, quality === undefined ? undefined : `q${quality}`, animated ? 'animated' : undefined];
  return [`${name}:${width ?? ''}x${height ?? ''}`, ...options.filter((option) => option !== undefined)].join(',');
}

function checkedName(part: string): string {
  const [, name, size, options] = /^([^:]*):([^,]*)((?:,[^,]*)*)$/.exec(part.trim()) ?? [];
  if (name === undefined || size === undefined || options === undefined) {
    return refuse('RENDITIONS', part, 'name:WIDTHxHEIGHT[,format][,qN][,animated] joined by ;');
  }
  if (!/^[a-z0-9-]{1,32}$/.test(name.trim())) refuse('RENDITIONS', name, 'a name is 1 to 32 of a-z, 0-9 and -');
  checkSize(size.trim());
  const [, ...given] = options.split(',').map((option) => option.trim());
  checkOptions(part, given);
  return name.trim();
}

function checkSize(size: string): void {
  const [, ...both] = /^(\d*)x(\d*)$/.exec(size) ?? [];
  const sides = both.filter((side) => side !== '');
  if (sides.length === 0) return refuse('RENDITIONS', size, 'a size is WIDTHxHEIGHT, WIDTHx or xHEIGHT');
  if (sides.some((side) => !within(Number(side), largestSide))) {
    refuse('RENDITIONS', size, `a side is 1 to ${largestSide} pixels`);
  }
}

function checkOptions(part: string, options: readonly string[]): void {
  const formats = options.filter((option) => (renditionFormats as readonly string[]).includes(option));
  const qualities = options.filter((option) => /^q-?\d+$/.test(option));
  const animated = options.filter((option) => option === 'animated');
  const known = new Set([...formats, ...qualities, ...animated]);
  const unknown = options.find((option) => !known.has(option));
  if (unknown !== undefined) {
    refuse(
      'RENDITIONS',
      unknown,
      `an option is a format (${renditionFormats.join(', ')}), a quality (q1 to q100) or animated`,
    );
  }
  if ([formats, qualities, animated].some(({ length }) => length > 1)) {
    refuse('RENDITIONS', part, 'format, quality and animated are given once at most');
  }
  const quality = qualities[0];
  if (quality !== undefined && !within(Number(quality.slice(1)), 100)) {
    refuse('RENDITIONS', quality, 'a quality is q1 to q100');
  }
  if (animated.length > 0 && formats[0] !== undefined && !animatedFormats.includes(formats[0])) {
    refuse('RENDITIONS', part, 'animated needs gif or webp');
  }
}

function within(value: number, largest: number): boolean {
  return value >= 1 && value <= largest;
}
