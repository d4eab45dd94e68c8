/** Meters, as assistive technology gets them. */

import { render, screen } from '@testing-library/react';
import * as React from 'react';

import { levelOf, Meter } from '../meter';

describe('Meter', () => {
  it('says its name, its share and its figures', () => {
    render(<Meter label="Memory" share={0.9375} text="7.5 of 8 GB" />);
    const meter = screen.getByRole('meter', { name: 'Memory' });
    expect(meter.getAttribute('aria-valuenow')).toBe('94');
    expect(meter.getAttribute('aria-valuetext')).toBe('7.5 of 8 GB');
  });

  it('may have a name that says more than its label', () => {
    render(
      <Meter label="Home" name="Storage Home" share={0.1} text="5 of 50 GB" />
    );
    expect(screen.getByRole('meter', { name: 'Storage Home' })).toBeTruthy();
    expect(screen.getByText('Home')).toBeTruthy();
  });

  it('is no meter without a limit, but says its figures', () => {
    render(<Meter label="Memory" share={null} text="3 GB" />);
    expect(screen.queryByRole('meter')).toBeNull();
    expect(screen.getByRole('group', { name: 'Memory: 3 GB' })).toBeTruthy();
  });

  it('warns by a sign, not by colour alone', () => {
    render(
      <Meter label="Memory" share={0.95} text="7.6 of 8 GB" level="warning" />
    );
    expect(screen.getByText(/⚠/)).toBeTruthy();
  });

  it('warns late', () => {
    expect([null, 0, 0.89, 0.9, 0.96, 0.97, 1].map(levelOf)).toEqual([
      'ok',
      'ok',
      'ok',
      'warning',
      'warning',
      'error',
      'error'
    ]);
  });
});
