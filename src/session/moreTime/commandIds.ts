/** The command that asks for more time, by which others offer it. */

export const MORE_TIME = 'hpclab:more-time';
