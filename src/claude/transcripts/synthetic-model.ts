/** What Claude Code names as the model of messages that it wrote itself, no model. */
export const SYNTHETIC_MODEL = '<synthetic>';
