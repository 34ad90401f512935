"""Holds the sitemap to the schema of its protocol, as the npm package `sitemap` ships it."""

from pathlib import Path

import pytest
from lxml import etree

PROTOCOL = Path(__file__).parent / "node_modules" / "sitemap" / "schema" / "sitemap.xsd"
needs_schema = pytest.mark.skipif(
    not PROTOCOL.exists(), reason="Run `make sitemap-schema` to install the schema."
)

# The protocol leaves elements of others to their own schema; of XHTML only this one is used.
LINK = """
<schema xmlns="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.w3.org/1999/xhtml">
  <element name="link">
    <complexType>
      <attribute name="rel" type="string" fixed="alternate" use="required"/>
      <attribute name="hreflang" type="string" use="required"/>
      <attribute name="href" type="anyURI" use="required"/>
    </complexType>
  </element>
</schema>
"""
BOTH = """
<schema xmlns="http://www.w3.org/2001/XMLSchema">
  <import namespace="http://www.sitemaps.org/schemas/sitemap/0.9" schemaLocation="{protocol}"/>
  <import namespace="http://www.w3.org/1999/xhtml" schemaLocation="{link}"/>
</schema>
"""


def assert_valid(content: bytes, folder: Path) -> None:
    """Raise with the reason when a part of a sitemap breaks its schema.

    Args:
        folder: where the schema can be put together.
    """
    link = folder / "link.xsd"
    link.write_text(LINK)
    schema = etree.XMLSchema(etree.fromstring(BOTH.format(protocol=PROTOCOL, link=link)))
    schema.assertValid(etree.fromstring(content))
