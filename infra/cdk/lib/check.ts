import { Token, Tokenization } from 'aws-cdk-lib';

/** Throws Error naming `name`, `value` and what is allowed. */
export function refuse(name: string, value: unknown, allowed: string): never {
  throw new Error(`${name} is '${String(value)}'; allowed: ${allowed}`);
}

/** The number as text. Throws Error unless it is within the range, both ends included; a token is taken as it is. */
export function numberWithin(name: string, value: number, smallest: number, largest: number, unit = ''): string {
  if (!Token.isUnresolved(value) && !(value >= smallest && value <= largest)) {
    refuse(name, value, `${smallest} to ${largest}${unit}`);
  }
  return Tokenization.stringifyNumber(value);
}

/** As `numberWithin`, without fractions. */
export function wholeWithin(name: string, value: number, smallest: number, largest: number, unit = ''): string {
  if (!Token.isUnresolved(value) && !Number.isInteger(value)) {
    refuse(name, value, `${smallest} to ${largest}${unit}, whole`);
  }
  return numberWithin(name, value, smallest, largest, unit);
}

/** Throws Error unless the number is whole and not below zero; a token is taken as it is. */
export function wholeFromZero(name: string, value: number): void {
  if (!Token.isUnresolved(value) && !(Number.isInteger(value) && value >= 0)) refuse(name, value, '0 or more, whole');
}

/** The text itself. Throws Error unless `allows` holds of it; a token is taken as it is. */
export function textThat(name: string, value: string, allows: (value: string) => boolean, allowed: string): string {
  if (!Token.isUnresolved(value) && !allows(value)) refuse(name, value, allowed);
  return value;
}
