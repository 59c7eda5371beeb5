/** In columns, colours left out. */
export declare const stringWidth: (text: string) => number;
export declare const wrapAnsi: (
  text: string,
  columns: number,
  options: { readonly hard?: boolean; readonly trim?: boolean },
) => string;
