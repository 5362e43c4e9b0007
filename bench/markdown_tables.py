"""Markdown that programs write: tables, figures in them, and their place in a page."""

import textwrap

WIDTH = 150


def number(value):
    """Three digits that mean something."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def wrapped(paragraph):
    return textwrap.fill(paragraph, WIDTH, break_long_words=False, break_on_hyphens=False)


def table(head, rows, texts=1):
    """Markdown that is readable as it stands: the first `texts` columns to the left, figures to the right."""
    cells = [head, *rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]

    def line(row):
        padded = [cell.ljust(width) if column < texts else cell.rjust(width)
                  for column, (cell, width) in enumerate(zip(row, widths))]
        return "| " + " | ".join(padded) + " |"

    rule = "".join(f"| {'-' * width}" + (" " if column < texts else ":") for column, width in enumerate(widths)) + "|"
    return "\n".join([line(head), rule, *map(line, rows)])


def between_marks(text, inside, marks):
    """`text` with `inside` between the marks."""
    begin, end = marks
    before, rest = text.split(begin)
    return f"{before}{begin}\n{inside}\n{end}{rest.split(end)[1]}"
