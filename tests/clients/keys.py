"""Object keys that break careless software: each was a bug of some S3 client, server or function."""

AWKWARD_KEYS = {
    "space": "my photo.jpg",
    "plus": "a+b.jpg",
    "space and plus": "my photo+1.jpg",
    "percent": "100% sure.jpg",
    "percent escape": "a%20b%2Fc.jpg",
    "unicode": "Grüße/日本語/🦆.jpg",
    "decomposed unicode": "cafe\u0301.jpg",
    "double slash": "a//b.jpg",
    "leading slash": "/leading.jpg",
    "trailing slash": "trailing/folder/",
    "dot segment": "a/./b.jpg",
    "dot dot segment": "a/../../b.jpg",
    "dots alone": "..",
    "sub-delimiters": "=;:@,!*'()&$.jpg",
    "query-like": "what?x=1#y.jpg",
    "brackets": 'a[1]{2}<3>"4"\\5^6`7|8~.jpg',
    "control characters": "tab\tand\nnewline.jpg",
    "hidden": ".hidden/.file",
    "1024 bytes in one segment": "k" * 1024,
    "1024 bytes in many segments": "/".join(["segment"] * 128),
    "multi-byte, 1024 bytes": "ß" * 512,
}

# XML 1.0 has no way to write control characters: only listings with encoding-type=url carry them.
XML_SAFE_KEYS = {name: key for name, key in AWKWARD_KEYS.items() if key.isprintable()}
