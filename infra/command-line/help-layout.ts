/** Help on a narrow terminal: what does not fit beside an option stands below it. */
import { Help, type HelpConfiguration } from 'commander';
import { paragraph } from '../terminal/paragraph.ts';

const INDENT = 6;
/** A description gets at least so many columns, or lines of its own. */
const NARROWEST = 24;
const UNKNOWN_WIDTH = 80;

export const HELP_LAYOUT: HelpConfiguration = {
  showGlobalOptions: true,
  minWidthToWrap: NARROWEST,
  formatItem(term, termWidth, description, helper) {
    const width = helper.helpWidth ?? UNKNOWN_WIDTH;
    if (!description || width - termWidth - INDENT >= NARROWEST) {
      return Help.prototype.formatItem.call(helper, term, termWidth, description, helper);
    }
    const below = helper.boxWrap(description, width - INDENT).replaceAll(/^/gm, ' '.repeat(INDENT));
    return `  ${term}\n${below}`;
  },
  formatHelp(command, helper) {
    const width = helper.helpWidth ?? UNKNOWN_WIDTH;
    const text = Help.prototype.formatHelp.call(helper, command, helper);
    return width < UNKNOWN_WIDTH ? paragraph(text, width) : text;
  },
};
