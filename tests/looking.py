"""What a person who looks at a page in a real browser would find: barriers that axe knows, and what scrolls sideways.

A page is opened once and looked at on a phone and on a desk, in light and in dark. SHOTS=folder keeps a picture of each.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

Look = tuple[int, str]  # width and colours
PHONE, PHONE_BY_NIGHT, DESK, DESK_BY_NIGHT = ALL = (360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")
SHOTS = os.environ.get("SHOTS", "")
SAMPLES = 3
UNFOLD = "document.querySelectorAll('details').forEach(each => { each.open = true })"
SETTLE = """
    async () => {
        await new Promise(done => requestAnimationFrame(done));
        document.getAnimations().filter(each => each.effect.getComputedTiming().endTime < Infinity).forEach(each => each.finish());
    }
"""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
RUN = """
    async () => (await axe.run({ resultTypes: ['violations'] })).violations
        .flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 120)}`))
"""
# Contrast is nearly all of axe's time, and a list of a hundred rows holds few looks: of the elements whose own look,
# and that of all around them, is the same, some are measured for all. A look is what contrast depends on.
SAMPLE = """
    samples => {
        const PARTS = ['color', 'fontSize', 'fontWeight', 'textShadow', 'textIndent', 'opacity', 'visibility', 'display', 'position',
            'overflow', 'clip', 'clipPath', 'filter', 'mixBlendMode', 'backgroundColor', 'backgroundImage', 'backgroundClip'];
        const numbers = new Map(), looks = new Map(), seen = new Map();
        for (const each of document.querySelectorAll('*')) {
            const style = getComputedStyle(each);
            const own = [...each.childNodes].filter(child => child.nodeType === 3).map(child => child.data).join('');
            const look = [looks.get(each.parentElement), each.tagName, each.type, each.matches(':disabled'), each.inert, each.ariaDisabled,
                each.control?.disabled, /[\\p{L}\\p{N}]/u.test(own), each.getClientRects().length > 0, ...PARTS.map(part => style[part])].join();
            if (!numbers.has(look)) numbers.set(look, numbers.size);
            const number = numbers.get(look);
            looks.set(each, number);
            seen.set(number, (seen.get(number) ?? 0) + 1);
            each.toggleAttribute('data-sample', seen.get(number) <= samples);
        }
        axe.configure({ rules: [{ id: 'color-contrast', selector: '[data-sample]' }] });
    }
"""


def shoot(page: Page, name: str, **how: Any) -> None:
    """A picture of the page for whoever asked for pictures."""
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(SHOTS) / f"{name}.png", **{"full_page": True, **how})


def barriers(page: Page) -> list[str]:
    """What axe has against the page as it stands."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    page.evaluate(SAMPLE, SAMPLES)
    return [str(found) for found in page.evaluate(RUN)]


def flaws(page: Page, name: str, looks: tuple[Look, ...] = ALL, *, unfold: bool = False) -> list[str]:
    """What is wrong with the page in each of these looks; the last of them stays."""
    if unfold:
        page.evaluate(UNFOLD)
    return [
        f"{name} {width} {colours}: {flaw}" for width, colours in looks for flaw in _flaws(page, name, width, colours)
    ]


def _flaws(page: Page, name: str, width: int, colours: Any) -> Iterator[str]:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=colours)
    page.evaluate(SETTLE)  # or a colour is read while it changes
    shoot(page, f"{name}-{width}-{colours}")
    if page.evaluate(WIDER) != 0:
        yield "scrolls sideways"
    yield from barriers(page)
