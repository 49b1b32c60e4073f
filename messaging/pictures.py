"""Is it a picture: told by its content, never by its name or by what the browser says."""

import struct

PNG_START, PNG_END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"
JPEG_START, JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
MOST_PIXELS_A_SIDE = 2000


def kind_of_picture(content: bytes) -> str:
    """The content type of a whole PNG or JPEG, "" for anything else."""
    if content.startswith(PNG_START) and content.endswith(PNG_END) and content[12:16] == b"IHDR":
        width, height = struct.unpack(">II", content[16:24])
        return "image/png" if 0 < width <= MOST_PIXELS_A_SIDE and 0 < height <= MOST_PIXELS_A_SIDE else ""
    if content.startswith(JPEG_START) and content.endswith(JPEG_END):
        return "image/jpeg"
    return ""
