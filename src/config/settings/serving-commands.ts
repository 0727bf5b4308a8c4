/** The commands that start a server. */
export const SERVING_COMMANDS = ['serve', 'restart'];
