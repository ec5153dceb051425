import io

from PIL import Image

from arcadumas.base import thumbnails


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def made(mode: str, size: tuple[int, int], form: str) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, form)
    return out.getvalue()


def test_a_large_photo_becomes_small_and_keeps_its_shape() -> None:
    small = opened(thumbnails.of(made("RGB", (2400, 1200), "JPEG")))
    assert (small.format, small.mode, small.size) == ("JPEG", "RGB", (480, 240))


def test_a_small_picture_is_not_blown_up() -> None:
    assert opened(thumbnails.of(made("RGB", (60, 40), "PNG"))).size == (60, 40)


def test_a_transparent_picture_lies_on_white() -> None:
    small = opened(thumbnails.of(made("RGBA", (100, 100), "PNG")))
    assert min(small.convert("L").getextrema()) > 250


def test_palettes_and_grey_are_read() -> None:
    assert [opened(thumbnails.of(made(mode, (50, 50), "PNG"))).mode for mode in ("P", "L", "LA")] == ["RGB"] * 3
