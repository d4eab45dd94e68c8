/** The command that ends the session, by which others offer it. */

export const END_SESSION = 'hpclab:end-session';
