/** A few shapes of SVG. Sizes are in pixels. */
export interface TextOptions {
  readonly size?: number;
  readonly color?: string;
  readonly weight?: 'normal' | 'bold';
  readonly anchor?: 'start' | 'middle' | 'end';
}

export const COLORS = {
  ink: '#16191f',
  grey: '#5f6b7a',
  line: '#d5dbdb',
  paper: '#ffffff',
  passed: '#2ca02c',
  failed: '#d62728',
  inconclusive: '#ff9f1c',
  blue: '#1f77b4',
} as const;

export function text(x: number, y: number, content: string, options: TextOptions = {}): string {
  const { size = 13, color = COLORS.ink, weight = 'normal', anchor = 'start' } = options;
  return `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${color}" text-anchor="${anchor}">${escaped(content)}</text>`;
}

export function box(x: number, y: number, width: number, height: number, fill: string, stroke?: string): string {
  const edge = stroke === undefined ? '' : ` stroke="${stroke}"`;
  return `<rect x="${x}" y="${y}" width="${round(width)}" height="${height}" fill="${fill}"${edge}/>`;
}

export function picture(title: string, width: number, height: number, shapes: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="Helvetica, Arial, sans-serif">`,
    `<title>${escaped(title)}</title>`,
    box(0, 0, width, height, COLORS.paper),
    ...shapes,
    '</svg>',
    '',
  ].join('\n');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
