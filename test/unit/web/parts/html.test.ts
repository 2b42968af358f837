import { describe, expect, it } from 'vitest';
import { html, htmlTag } from '../../../../functions/web/parts/html.ts';

describe('html', () => {
  it('escapes text for element content and quoted attributes when it is interpolated', () => {
    const text = `<b a="1" b='2'>&amp;`;
    expect(html`<p title="${text}">${text}</p>`.toString()).toBe(
      '<p title="&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;amp;">&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;amp;</p>',
    );
  });

  it('passes markup on once when templates are nested', () => {
    expect(html`<ul>${['<', '>'].map((text) => html`<li>${text}</li>`)}</ul>`.toString()).toBe(
      '<ul><li>&lt;</li><li>&gt;</li></ul>',
    );
  });

  it('escapes each text when an array mixes text and markup', () => {
    expect(html`${['<', html`<br>`, ['&']]}`.toString()).toBe('&lt;<br>&amp;');
  });

  it('renders nothing when a value is absent, and zero when it is zero', () => {
    expect(html`[${false}${null}${undefined}${''}${0}]`.toString()).toBe('[0]');
  });

  it('does not take an object for markup when it only looks like one', () => {
    const impostor = JSON.parse('["<b>"]');
    expect(html`${impostor}`.toString()).toBe('&lt;b&gt;');
  });

  it('spells characters out when they are invisible or reorder text', () => {
    expect(html`${'a\u202Eb\u2066c\u200Bd\u0000'}`.toString()).toBe('a[U+202E]b[U+2066]c[U+200B]d[U+0000]');
  });

  it('escapes what the preparation of a tag returns', () => {
    const shout = htmlTag((text) => `<${text.toUpperCase()}>`);
    expect(shout`<i>${'a'}${shout`<b>`}</i>`.toString()).toBe('<i>&lt;A&gt;<b></i>');
  });
});
