"""How a German writes each date that the code writes in English: "Tuesday 10 March" is "Dienstag, 10. März".

A test finds every format of the code here; what is the same in both languages (H:i, Y-m-d, c) needs no line.
"""

GERMAN_DATES = {
    "D j": "D j.",
    "D j M": "D, j. M",
    "D j M, H:i": "D, j. M, H:i",
    "D j M Y": "D, j. M Y",
    "D j M Y, H:i": "D, j. M Y, H:i",
    "D j F Y": "D, j. F Y",
    "j M": "j. M",
    "j M H:i": "j. M H:i",
    "j M, H:i": "j. M, H:i",
    "j M Y": "j. M Y",
    "j M Y H:i": "j. M Y H:i",
    "j M Y H:i:s": "j. M Y H:i:s",
    "j M Y, H:i": "j. M Y, H:i",
    "j F": "j. F",
    "j F Y": "j. F Y",
    "l j F": "l, j. F",
    "l j F Y": "l, j. F Y",
    "l j F Y, H:i T": "l, j. F Y, H:i T",
}
