import { Token } from 'aws-cdk-lib';

/** Throws Error naming `name`, `value` and what is allowed. */
export function refuse(name: string, value: unknown, allowed: string): never {
  throw new Error(`${name} is '${String(value)}'; allowed: ${allowed}`);
}

/** The number as text. Throws Error unless it is within the range, both ends included; a token is taken as it is. */
export function numberWithin(name: string, value: number, smallest: number, largest: number, unit = ''): string {
  if (!Token.isUnresolved(value) && !(value >= smallest && value <= largest)) {
    refuse(name, value, `${smallest} to ${largest}${unit}`);
  }
  return String(value);
}

/** As `numberWithin`, without fractions. */
export function wholeWithin(name: string, value: number, smallest: number, largest: number, unit = ''): string {
  if (!Token.isUnresolved(value) && !Number.isInteger(value)) refuse(name, value, `${smallest} to ${largest}${unit}, whole`);
  return numberWithin(name, value, smallest, largest, unit);
}

/** The text itself. Throws Error unless it matches; a token is taken as it is. */
export function textLike(name: string, value: string, pattern: RegExp, allowed: string): string {
  if (!Token.isUnresolved(value) && !pattern.test(value)) refuse(name, value, allowed);
  return value;
}
