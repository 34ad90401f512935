"""Numbers as people write them: digits and a point, never a power of ten."""

import re
from fractions import Fraction

# What goes on for ever, such as a third, is cut where no machine tells the difference any more.
MOST_PLACES = 20
# What every client can read: no other digits than these, and not too many of them.
DECIMAL = re.compile(rf"-?[0-9]{{1,{MOST_PLACES}}}(\.[0-9]{{1,{MOST_PLACES}}})?")


def written(number: Fraction | int) -> str:
    """Return a number in digits, exactly: `2.5`; of one without an end `MOST_PLACES` places."""
    exact = Fraction(number)
    enough = range(exact.denominator.bit_length())
    places = next((count for count in enough if 10**count % exact.denominator == 0), MOST_PLACES)
    digits = str(abs(round(exact * 10**places))).rjust(places + 1, "0")
    whole, fraction = digits[: len(digits) - places], digits[len(digits) - places :]
    sign = "-" if exact < 0 else ""
    return f"{sign}{whole}.{fraction}" if places else f"{sign}{whole}"
