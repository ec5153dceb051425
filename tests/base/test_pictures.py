import io
import struct
import warnings
import zipfile
import zlib

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageOps, PngImagePlugin

from arcadumas.base import pictures
from arcadumas.base.pictures import Refusal, clean

SECRET = b"planted-place-of-the-reporter"
FORMATS = ["JPEG", "PNG", "WEBP"]


def picture(width: int = 40, height: int = 30) -> Image.Image:
    """Light, with one dark corner at the top left, so that turning shows."""
    image = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(image).rectangle((0, 0, width // 4, height // 4), fill="black")
    return image


def camera_words(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = SECRET.decode()
    exif[0x010F] = "Planted"
    exif.get_ifd(0x8825).update({1: "S", 2: (3.0, 19.0, 12.0), 3: "E", 4: (114.0, 35.0, 6.0), 29: SECRET.decode()})
    return exif


def written(format: str, image: Image.Image | None = None, **options) -> bytes:
    out = io.BytesIO()
    (image or picture()).save(out, format, **options)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def refusal_of(data: bytes, **options) -> str:
    with pytest.raises(Refusal) as refusal:
        clean(io.BytesIO(data), name="foto.jpg", **options)
    return refusal.value.key


@pytest.mark.parametrize(
    ("format", "content_type", "extension"),
    [("JPEG", "image/jpeg", "jpg"), ("PNG", "image/png", "png"), ("WEBP", "image/webp", "webp")],
)
def test_the_type_is_read_from_the_content(format, content_type, extension):
    result = clean(io.BytesIO(written(format)), name="whatever.exe")
    assert (result.content_type, result.extension) == (content_type, extension)
    assert (opened(result.data).format, opened(result.data).size) == (format, (40, 30))


@pytest.mark.parametrize("format", FORMATS)
def test_location_camera_words_profile_and_packets_are_gone(format):
    packet = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + SECRET + b"</x:xmpmeta>"
    data = written(format, exif=camera_words(), xmp=packet, icc_profile=b"icc" + SECRET)
    assert SECRET in data
    result = clean(io.BytesIO(data), name="foto")
    image = opened(result.data)
    assert SECRET not in result.data
    assert dict(image.getexif()) == {}
    assert set(image.info) & {"exif", "xmp", "icc_profile", "comment", "photoshop", "dpi"} == set()


def test_a_comment_in_a_jpeg_is_gone():
    assert SECRET not in clean(io.BytesIO(written("JPEG", comment=SECRET)), name="foto").data


def test_texts_in_a_png_are_gone():
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", SECRET.decode())
    words.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    data = written("PNG", pnginfo=words, exif=camera_words(), dpi=(72, 72))
    assert SECRET not in clean(io.BytesIO(data), name="foto").data


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_picture_stands_upright(format, orientation):
    data = written(format, exif=camera_words(orientation))
    expected = ImageOps.exif_transpose(opened(data))
    image = opened(clean(io.BytesIO(data), name="foto").data)
    corners = [(2, 2), (image.width - 3, 2), (2, image.height - 3), (image.width - 3, image.height - 3)]
    assert image.size == expected.size
    assert [image.convert("L").getpixel(c) > 128 for c in corners] == [
        expected.convert("L").getpixel(c) > 128 for c in corners
    ]


@pytest.mark.parametrize("format", ["PNG", "WEBP"])
def test_transparency_is_kept(format):
    image = Image.new("RGBA", (8, 8), (255, 0, 0, 0))
    assert opened(clean(io.BytesIO(written(format, image, lossless=True)), name="x").data).getpixel((1, 1))[3] == 0


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"])
def test_every_mode_of_a_picture_is_taken(mode):
    image = picture().convert(mode) if mode != "I;16" else Image.new("I;16", (40, 30), 60_000)
    data = written("JPEG" if mode == "CMYK" else "PNG", image)
    result = opened(clean(io.BytesIO(data), name="x").data)
    assert result.size == (40, 30)
    assert result.convert("L").getpixel((35, 25)) > 200


def test_sixteen_bits_of_grey_are_kept():
    result = opened(clean(io.BytesIO(written("PNG", Image.new("I;16", (8, 8), 30_000))), name="x").data)
    assert result.getpixel((4, 4)) == 30_000


def test_of_an_animation_the_first_frame_is_kept():
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    for format in ("PNG", "WEBP"):
        data = written(format, frames[0], save_all=True, append_images=frames[1:], duration=100)
        result = opened(clean(io.BytesIO(data), name="x").data)
        assert getattr(result, "n_frames", 1) == 1
        red, _, blue = result.convert("RGB").getpixel((4, 4))
        assert (red > 200, blue < 60) == (True, True)


@pytest.mark.parametrize(
    "data",
    [
        b"GIF89a" + b"\0" * 40,
        b"%PDF-1.7\n",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<!doctype html><script>alert(1)</script>",
        b"\0\0\0\x18ftypheic" + b"\0" * 40,
        b"\0\0\0\x18ftypavif" + b"\0" * 40,
        b"PK\x03\x04" + b"\0" * 40,
        b"MZ" + b"\0" * 40,
        b"II*\0" + b"\0" * 40,
        b"RIFF\x10\0\0\0WAVEfmt ",
        b"hello",
    ],
)
def test_other_types_are_refused(data):
    assert refusal_of(data) == "file.type"


def test_an_empty_file_is_damaged():
    assert refusal_of(b"") == "file.damaged"


@pytest.mark.parametrize("format", FORMATS)
def test_a_file_cut_off_anywhere_is_refused(format):
    noise = Image.effect_noise((64, 64), 60).convert("RGB")
    data = written(format, noise)
    keys = {refusal_of(data[:length]) for length in range(12, len(data) - 64, 97)}
    assert keys == {"file.damaged"}


def test_the_size_is_counted_while_reading():
    class Endless:
        taken = 0

        def read(self, size, /):
            self.taken += size
            return b"\xff\xd8\xff" + b"x" * (size - 3)

    stream = Endless()
    with pytest.raises(Refusal) as refusal:
        clean(stream, name="besar.jpg")
    assert (refusal.value.key, refusal.value.values) == ("file.too_big", {"name": "besar.jpg", "max_mb": 10})
    assert stream.taken <= pictures.LIMIT + 2 * pictures.CHUNK


def test_a_file_of_exactly_the_limit_is_taken():
    data = written("JPEG")
    assert clean(io.BytesIO(data), name="x", limit=len(data)).content_type == "image/jpeg"
    assert refusal_of(data, limit=len(data) - 1) == "file.too_big"


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that unfolds into width times height pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(8000, 6251), (9000, 9000), (40_000, 40_000)])
def test_too_many_pixels_are_refused_before_they_are_unfolded(size):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert refusal_of(bomb(*size)) == "file.pixels"
    assert refusal_of(bomb(*size)) == "file.pixels"


def test_a_text_that_unfolds_without_end_is_refused():
    body = b"Comment\0\0" + zlib.compress(b"a" * 80_000_000)
    chunk = struct.pack(">I", len(body)) + b"zTXt" + body + struct.pack(">I", zlib.crc32(b"zTXt" + body))
    data = written("PNG")
    assert refusal_of(data[:33] + chunk + data[33:]) == "file.damaged"


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("evil.class", SECRET)
    return out.getvalue()


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    "tail", [archive(), b"<script>alert('planted-place-of-the-reporter')</script>"], ids=["archive", "script"]
)
def test_what_hangs_on_behind_a_picture_is_gone(format, tail):
    result = clean(io.BytesIO(written(format) + tail), name="x")
    assert (SECRET in result.data, b"PK\x03\x04" in result.data, b"<script" in result.data) == (False, False, False)


def test_a_page_in_the_comment_of_a_picture_is_gone():
    data = written("JPEG", comment=b"--><script src=//planted-place-of-the-reporter></script>")
    assert b"<script" not in clean(io.BytesIO(data), name="x").data


@pytest.mark.parametrize("format", FORMATS)
def test_a_result_that_is_not_bare_would_be_noticed(format):
    kind = {"JPEG": pictures.JPEG, "PNG": pictures.PNG, "WEBP": pictures.WEBP}[format]
    assert pictures.is_bare(written(format), kind) is True
    assert pictures.is_bare(written(format, exif=camera_words()), kind) is False
    assert pictures.is_bare(written(format, icc_profile=b"profile"), kind) is False
    assert pictures.is_bare(written(format) + b"tail", kind) is False
    assert pictures.is_bare(written(format)[:-9], kind) is False


def test_a_progressive_picture_is_read_to_its_end():
    noise = Image.effect_noise((64, 64), 60).convert("RGB")
    assert pictures.is_bare(written("JPEG", noise, progressive=True), pictures.JPEG) is True
    assert pictures.is_bare(written("JPEG", noise, comment=b"x"), pictures.JPEG) is False


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(FORMATS), st.data())
def test_a_file_with_flipped_bytes_is_a_picture_or_refused(format, data):
    content = bytearray(written(format, exif=camera_words(6)))
    for _ in range(data.draw(st.integers(1, 12))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        result = clean(io.BytesIO(bytes(content)), name="x")
    except Refusal as refusal:
        assert refusal.key in {"file.damaged", "file.type", "file.pixels"}
    else:
        assert SECRET not in result.data


def test_the_sentence_names_the_file():
    with translation.override("en"):
        assert Refusal("file.too_big", name="{x} foto.jpg", max_mb=10).sentence == (
            "{x} foto.jpg is larger than 10 MB. Make it smaller, or send another photo."
        )
        assert Refusal("file.type", name="a.heic").sentence == (
            "We do not take files like a.heic. Send a JPG, PNG or WebP photo."
        )
