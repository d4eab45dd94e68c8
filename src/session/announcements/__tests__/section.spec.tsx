/** Announcements: what is shown, and what is dismissed. How Markdown is drawn is tested in the browser. */

import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';

import { FakeServer } from '../../../api/__tests__/fakeServer';
import { jobSession } from '../../__tests__/examples';
import { SessionModel } from '../../model';
import { Announcement, AnnouncementsSection } from '../section';

const STOP: Announcement = {
  id: 'a',
  title: 'Maintenance',
  text: 'Until **noon** <b>x</b>',
  severity: 'danger',
  url: 'https://status.example.org/'
};
const WORD: Announcement = { id: 'b', text: 'A word', severity: 'info' };

describe('AnnouncementsSection', () => {
  let server: FakeServer;
  let model: SessionModel;

  const show = async (...announcements: Announcement[]): Promise<void> => {
    server = new FakeServer({
      'GET /session': jobSession({ announcements }),
      'POST /session/announcements/dismiss': null
    });
    model = new SessionModel(server.client, server.changes);
    render(<AnnouncementsSection model={model} draw={null} />);
    await act(() => model.session.refresh());
  };

  afterEach(() => {
    model.dispose();
  });

  it('draws nothing where nothing is announced', async () => {
    await show();
    expect(document.body.textContent).toBe('');
  });

  it('shows title, text and link; what is dangerous as an alert', async () => {
    await show(STOP, WORD);
    const alert = screen.getByRole('alert');
    expect(alert.textContent).toContain('Maintenance');
    expect(alert.textContent).toContain('Until **noon** <b>x</b>');
    expect(alert.querySelector('b')).toBeNull();
    expect(
      screen
        .getByRole('link', { name: 'More about “Maintenance”' })
        .getAttribute('href')
    ).toBe('https://status.example.org/');
    expect(screen.getByText('A word')).toBeTruthy();
  });

  it('takes away what is dismissed, and tells the server', async () => {
    await show(STOP, WORD);
    const timeLeft = model.countdown.timeLeft;
    const [first] = screen.getAllByRole('button', { name: 'Dismiss' });
    await userEvent.click(first!);
    expect(screen.queryByRole('alert')).toBeNull();
    expect(screen.getByText('A word')).toBeTruthy();
    expect(server.asked).toContain('POST /session/announcements/dismiss');
    // The answer before is not taken for a new one: the time left goes on.
    expect(model.countdown.timeLeft).toBeLessThan(timeLeft!);
  });
});
