"""The part of ADDML that describes a Noark 5 deposit (arkivuttrekk.xml): its vocabulary as data, and a schema for it.

ADDML describes any extract; a Noark deposit uses the reference and the data objects. Descriptions of flat files are
let through unread.
"""

from collections.abc import Iterator

NAVNEROM_ADDML = "http://www.arkivverket.no/standarder/addml"

# Element: attributes ("!" = must be there), then children in order ("?" = may be left out, "+" = one or more).
_OPPBYGNING: dict[str, tuple[str, str]] = {
    "addml": ("name", "dataset+"),
    "dataset": ("name", "description? reference? flatFiles? dataObjects?"),
    "reference": ("name", "context? content?"),
    "context": ("", "description? additionalElements? processes?"),
    "content": ("", "description? additionalElements? processes?"),
    "dataObjects": ("", "description? dataObject+ processes?"),
    "dataObject": ("name!", "description? properties? dataObjects? processes?"),
    "additionalElements": ("", "description? additionalElement+ processes?"),
    "additionalElement": ("name! dataType format", "value? properties? additionalElements? processes?"),
    "properties": ("", "property+"),
    "property": ("name! dataType format", "value? properties?"),
    "processes": ("", "process+"),
    "process": ("name!", "parameters?"),
    "parameters": ("", "parameter+"),
    "parameter": ("name! value", ""),
}
_TEKSTER = ("description", "value")
_ANTALL = {"?": ' minOccurs="0"', "+": ' maxOccurs="unbounded"'}


def addml_xsd() -> Iterator[str]:
    """Write the lines of addml.xsd."""
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<xs:schema xmlns="{NAVNEROM_ADDML}" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
    yield f'  targetNamespace="{NAVNEROM_ADDML}" elementFormDefault="qualified" version="8.3">'
    for navn, (attributter, barn) in _OPPBYGNING.items():
        yield f'  <xs:element name="{navn}"><xs:complexType>'
        if barn:
            yield "    <xs:sequence>"
            for ledd in barn.split():
                yield f'      <xs:element ref="{ledd.rstrip("?+")}"{_ANTALL.get(ledd[-1], "")}/>'
            yield "    </xs:sequence>"
        for attributt in attributter.split():
            bruk = ' use="required"' if attributt.endswith("!") else ""
            yield f'    <xs:attribute name="{attributt.rstrip("!")}" type="xs:string"{bruk}/>'
        yield "  </xs:complexType></xs:element>"
    yield '  <xs:element name="flatFiles" type="xs:anyType"/>'
    for navn in _TEKSTER:
        yield f'  <xs:element name="{navn}" type="xs:string"/>'
    yield "</xs:schema>"
