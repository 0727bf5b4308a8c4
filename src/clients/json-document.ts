import { getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { SyntaxFault } from './target.ts';
import { positionOf } from './text-layout.ts';

const REASONS: Readonly<Record<string, string>> = {
  InvalidSymbol: 'an unexpected character',
  InvalidNumberFormat: 'a malformed number',
  PropertyNameExpected: 'a property name was expected',
  ValueExpected: 'a value was expected',
  ColonExpected: 'a colon was expected',
  CommaExpected: 'a comma was expected',
  CloseBraceExpected: 'a closing brace was expected',
  CloseBracketExpected: 'a closing bracket was expected',
  EndOfFileExpected: 'text after the end of the document',
  UnexpectedEndOfComment: 'a comment that does not end',
  UnexpectedEndOfString: 'a string that does not end',
  UnexpectedEndOfNumber: 'a number that does not end',
  InvalidUnicode: 'a malformed unicode escape',
  InvalidEscapeCharacter: 'a malformed escape',
  InvalidCharacter: 'a control character',
};

/**
 * Returns the root object of a JSON text, comments and trailing commas allowed; undefined when the text holds no value.
 * @throws SyntaxFault when the text is no JSON or its root is no object.
 */
export function parseJsonRoot(text: string): Node | undefined {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const first = errors[0];
  if (root === undefined && first?.offset === text.length) return undefined;
  if (first !== undefined)
    throw faultAt(text, first.offset, REASONS[printParseErrorCode(first.error)] ?? 'no valid JSON');
  if (root?.type !== 'object') throw faultAt(text, root?.offset ?? 0, 'the document is not an object');
  return root;
}

/** Returns the last property named `key`, the one that counts when a key is given twice. */
export function findProperty(object: Node, key: string): Node | undefined {
  return object.children?.findLast((property) => property.children?.[0]?.value === key);
}

/** Returns the value node of a property. */
export function valueNode(property: Node): Node {
  const value = property.children?.[1];
  if (value === undefined) throw new Error('a property without a value passed the parser');
  return value;
}

/** Returns the plain value of a JSON text, `{}` when it holds none. */
export function parseJsonValue(text: string): unknown {
  const root = parseJsonRoot(text);
  return root === undefined ? {} : getNodeValue(root);
}

export function faultAt(text: string, offset: number, reason: string): SyntaxFault {
  const { line, column } = positionOf(text, offset);
  return new SyntaxFault(reason, line, column);
}
