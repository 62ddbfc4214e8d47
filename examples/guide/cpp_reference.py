"""Writes the pages of the C++ reference from what Doxygen read in the public headers.

    python cpp_reference.py XML_FOLDER HEADER_FOLDER OUTPUT_FOLDER

One page for each folder of headers, one section for each header that declares something public: the
comment at its head, then its types and functions in the order of the header.
"""

import pathlib
import re
import sys
import textwrap
from collections import defaultdict
from dataclasses import dataclass
from xml.etree import ElementTree

DIRECTIVES = {"function": "function", "typedef": "type", "variable": "member", "class": "class",
              "struct": "struct", "concept": "concept", "enum": "enum-class"}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """What a header declares: its place, its directive, and the directive's content."""

    header: str
    line: int
    name: str
    directive: str
    signature: str
    content: str

    @property
    def told(self):
        return bool(self.content.strip())


def entries(xml_folder):
    for path in sorted(xml_folder.glob("*.xml")):
        for compound in ElementTree.parse(path).getroot().iter("compounddef"):
            kind, name = compound.get("kind"), compound.findtext("compoundname")
            if "detail" in name.split("::"):
                continue
            if kind == "namespace":
                scope = name.removeprefix("krarup").removeprefix("::")
                for member in compound.iter("memberdef"):
                    yield entry(member, content(member) + enumerators(member), scope)
            elif kind in {"class", "struct"}:
                yield entry(compound, content(compound) + members(compound))
            elif kind == "concept":
                yield entry(compound, content(compound) + requirements(compound))


def entry(element, text, scope=""):
    place = element.find("location")
    name = element.findtext("name") or element.findtext("compoundname").removeprefix("krarup::")
    scoped = f"{scope}::{name}" if scope else name
    return Entry(place.get("file"), int(place.get("line")), name, DIRECTIVES[element.get("kind")],
                 signature(element, scoped), text)  # fmt: skip


def signature(element, name):
    kind = element.get("kind")
    parameters = [declaration(each) for each in element.findall("templateparamlist/param")]
    head = f"template<{', '.join(parameters)}> " if parameters else ""
    requires = flat(element.find("requiresclause"))
    if requires and "{" not in requires:  # Sphinx reads concepts, but no requires-expression
        head += f"requires {requires} "
    if kind in {"class", "struct", "concept"}:
        return head + name
    if kind == "enum":
        return name
    if kind == "typedef":
        return f"{head}{name} = {flat(element.find('type'))}"
    made = head + " ".join(filter(None, (flat(element.find("type")), name)))
    return made if kind == "variable" else made + flat(element.find("argsstring"))


def declaration(parameter):
    return " ".join(filter(None, (flat(parameter.find("type")), flat(parameter.find("declname")))))


def flat(element):
    """The text of C++, without its marks and in one line."""
    text = "" if element is None else " ".join("".join(element.itertext()).split())
    return text.replace("< ", "<").replace(" >", ">").replace("krarup::", "")


def content(element):
    """The comment: its sentences, and each labeled paragraph as a field."""
    sentences, fields = [], ""
    for part in (element.find("briefdescription"), element.find("detaileddescription")):
        for paragraph in [] if part is None else part.findall("para"):
            sentences.append(prose(paragraph))
            for labeled in paragraph.iter("simplesect"):
                text = " ".join(prose(each) for each in labeled.findall("para"))
                fields += f":{labeled.findtext('title')}: {text}\n"
    return f"{' '.join(filter(None, sentences))}\n\n{fields}\n"


def prose(paragraph):
    """The text of a paragraph but its labeled parts, as reStructuredText."""
    text = escaped(paragraph.text)
    for child in paragraph:
        if child.tag == "computeroutput":
            text += f"``{''.join(child.itertext()).strip()}``"
        elif child.tag == "blockquote":  # a line that starts with the sign >
            text += "> " + escaped("".join(child.itertext()))
        elif child.tag != "simplesect":
            text += escaped("".join(child.itertext()))
        text += escaped(child.tail)
    return " ".join(text.split())


def escaped(text):
    return re.sub(r"([\\*`|_])", r"\\\1", text or "")


def members(compound):
    """The public members of a class, and the values of its enumerations."""
    text = ""
    for member in compound.iter("memberdef"):
        if member.get("prot") == "public" and member.get("kind") in DIRECTIVES:
            if member.findtext("argsstring").endswith("=delete"):
                continue
            text += directive(entry(member, content(member)))
    return text


def requirements(concept):
    code = "".join(concept.find("initializer").itertext()).replace("krarup::", "").strip()
    return f".. code-block:: cpp\n\n{textwrap.indent(code, '   ')}\n\n"


def enumerators(element):
    return "".join(
        f".. cpp:enumerator:: {value.findtext('name')}\n\n"
        f"{textwrap.indent(content(value), '   ')}\n"
        for value in element.findall("enumvalue")
    )


def directive(*same):
    """One directive for functions of one name that share a comment."""
    signatures = "\n".join(each.signature for each in same)
    first = f".. cpp:{same[0].directive}:: "
    hanging = textwrap.indent(signatures, " " * len(first)).lstrip()
    return f"{first}{hanging}\n\n{textwrap.indent(same[0].content, '   ')}\n"


def head_comment(header):
    """The comment at the head of a header: paragraphs of prose, and numbered sources."""
    lines = []
    for line in header.read_text(encoding="utf-8").splitlines():
        if not line.startswith("//"):
            break
        lines.append(line[2:].removeprefix(" "))
    text = ""
    for paragraph in re.split(r"\n\s*\n", "\n".join(lines)):
        if paragraph.startswith("Sources\n"):
            sources = re.split(r"\n +(?=\[\d+\])", paragraph)[1:]
            text += "**Sources**\n\n" + "".join(
                f"- {escaped(' '.join(s.split()))}\n" for s in sources
            )
        elif paragraph.startswith(" "):
            text += f".. code-block:: cpp\n\n{textwrap.indent(textwrap.dedent(paragraph), '   ')}\n"
        else:
            text += escaped(" ".join(paragraph.split())) + "\n"
        text += "\n"
    return text


def section(header_folder, header, declared):
    shown = f"krarup/{header}"
    text = f"{shown}\n{'-' * len(shown)}\n\n{head_comment(header_folder / header)}"
    groups = []
    for each in sorted(declared, key=lambda each: each.line):
        if groups and groups[-1][-1].name == each.name and not each.told:
            groups[-1].append(each)
        else:
            groups.append([each])
    return text + "".join(directive(*group) for group in groups)


def main(xml_folder, header_folder, output_folder):
    declared = defaultdict(list)
    for each in entries(xml_folder):
        declared[each.header.removeprefix("krarup/")].append(each)
    sections = defaultdict(str)
    for path in sorted(header_folder.rglob("*.hpp")):
        header = path.relative_to(header_folder)
        if str(header) in declared:
            page = "vocabulary" if len(header.parts) == 1 else header.parts[0]
            sections[page] += section(header_folder, str(header), declared.pop(str(header)))
    if declared:
        sys.exit(f"no section for what these headers declare: {', '.join(declared)}")
    output_folder.mkdir(parents=True, exist_ok=True)
    for page, text in sections.items():
        title = page.capitalize()
        text = f"{title}\n{'=' * len(title)}\n\n.. cpp:namespace:: krarup\n\n{text}"
        (output_folder / f"{page}.rst").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(*map(pathlib.Path, sys.argv[1:]))
