"""This will say how a receipt stands in an address."""


class ReceiptInAddress:
    """Sixteen digits: anything else is no page at all. Whether they are a receipt, the page says."""

    regex = "[0-9]{16}"

    def to_python(self, value: str) -> str:
        """Read the digits."""
        return value

    def to_url(self, value: str) -> str:
        """Write the digits."""
        return value
