/** The part of @sealsystems/ipp 2.8 that the page printer and its virtual twin use; it declares no types. */
declare module '@sealsystems/ipp' {
  /** A group of attributes; enumerations and keywords are words, a set of one is the one. */
  export type IppGroup = { readonly [name: string]: unknown };

  export type IppMessage = {
    /** Of a request. */
    readonly operation?: string;
    /** Of an answer. */
    readonly statusCode?: string;
    readonly version?: string;
    readonly id?: number;
    readonly 'operation-attributes-tag'?: IppGroup;
    readonly 'printer-attributes-tag'?: IppGroup;
    readonly 'job-attributes-tag'?: IppGroup;
    /** What follows the attributes. */
    readonly data?: Buffer;
  };

  /** Throws for what is no message. */
  export function parse(bytes: Buffer): IppMessage;
  export function serialize(message: IppMessage): Buffer;
  const ipp: { readonly parse: typeof parse; readonly serialize: typeof serialize };
  export default ipp;
}
