"""What `module avail` lists becomes a catalog that isn't complete."""

from __future__ import annotations

from hpclab.software import avail

# Recorded from `lmod python --terse avail` of Lmod 8.6.19, shortened.
LISTED = """nickname(@aliased/2.0)
/sw/core:
aliased/
aliased/stable(@aliased/1.0)
aliased/1.0
aliased/2.0
deep/tree/of/names/
deep/tree/of/names/1.0
noversion
with space/
with space/1.0 beta
/sw//more/:
aliased/
aliased/2.0
aliased/10.0 <H>
"""


def test_each_folder_has_its_versions() -> None:
    catalog = avail.parse(LISTED.replace(" <H>", ""))
    assert not catalog.complete
    assert [each.path for each in catalog.modulepaths] == ["/sw/core", "/sw/more"]
    listed = {
        each.name: [(version.version, version.full_name, version.paths) for version in each.versions]
        for each in catalog.packages
    }
    assert listed == {
        "aliased": [
            ("10.0", "aliased/10.0", [1]),
            ("2.0", "aliased/2.0", [0, 1]),
            ("1.0", "aliased/1.0", [0]),
        ],
        "deep/tree/of/names": [("1.0", "deep/tree/of/names/1.0", [0])],
        "noversion": [(None, "noversion", [0])],
        "with space": [("1.0 beta", "with space/1.0 beta", [0])],
    }
    assert all(sum(version.default for version in each.versions) == 1 for each in catalog.packages)


def test_nothing_is_no_module() -> None:
    assert avail.parse("").packages == []
    assert avail.parse("Lmod has detected the following error: …\n").packages == []
