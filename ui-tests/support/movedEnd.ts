/** The end of a session's job at another time than the real one. */

import type { Page } from '@playwright/test';

import type { components } from '../../src/api/schema';

type Session = components['schemas']['Session'];

const HOUR = 3600;

/**
 * The real job with another end. A job whose limit leaves minutes of hours can't be had here: Slurm doesn't
 * move a start, and a warning has to be below a quarter of the limit. All else of the answer is the server's.
 */
export class MovedEnd {
  private _end = 0;

  constructor(private readonly _page: Page) {}

  /** Set what is left, in seconds. */
  leave(timeLeft: number): void {
    this._end = Date.now() / 1000 + timeLeft;
  }

  /** Put it into the server's answers. */
  async begin(): Promise<void> {
    await this._page.route(/\/hpclab\/v1\/session(\?|$)/, async route => {
      const response = await route.fetch();
      const session = (await response.json()) as Session;
      const timeLeft = Math.max(0, this._end - Date.now() / 1000);
      await route.fulfill({
        response,
        json: {
          ...session,
          limit: 8 * HOUR,
          end: session.now + timeLeft,
          time_left: timeLeft
        }
      });
    });
  }

  /** Have the page ask again. */
  async tell(): Promise<void> {
    await this._page.evaluate(() =>
      window.jupyterapp.commands.execute('hpclab:refresh-session')
    );
  }
}
