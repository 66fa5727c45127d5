"""The licences that the Hub knows by an id of its own.

Source: Hugging Face Hub documentation, "Licenses", the table of identifiers for cards.
"""

from __future__ import annotations

import re
from typing import Any

_IDS = """
afl-3.0 agpl-3.0 apache-2.0 artistic-2.0 bigcode-openrail-m bigscience-bloom-rail-1.0 bigscience-openrail-m
bsd bsd-2-clause bsd-3-clause bsd-3-clause-clear bsl-1.0 c-uda cc cc-by-2.0 cc-by-2.5 cc-by-3.0 cc-by-4.0
cc-by-nc-2.0 cc-by-nc-3.0 cc-by-nc-4.0 cc-by-nc-nd-3.0 cc-by-nc-nd-4.0 cc-by-nc-sa-2.0 cc-by-nc-sa-3.0
cc-by-nc-sa-4.0 cc-by-nd-4.0 cc-by-sa-3.0 cc-by-sa-4.0 cc0-1.0 cdla-permissive-1.0 cdla-permissive-2.0
cdla-sharing-1.0 creativeml-openrail-m deepfloyd-if-license ecl-2.0 epl-1.0 epl-2.0 etalab-2.0 eupl-1.1
gemma gfdl gpl gpl-2.0 gpl-3.0 isc lgpl lgpl-2.1 lgpl-3.0 lgpl-lr llama2 lppl-1.3c mit mpl-2.0 ms-pl ncsa
odbl odc-by ofl-1.1 openrail openrail++ osl-3.0 pddl postgresql unlicense wtfpl zlib unknown other
"""

#: All ids, with those that stand for a licence not looked up, and for one that the Hub does not know.
HUB_LICENSES = frozenset(_IDS.split())
#: What SPDX calls otherwise.
_SPDX_TO_HUB = {
    "odbl-1.0": "odbl",
    "odc-by-1.0": "odc-by",
    "pddl-1.0": "pddl",
    "etalab-2.0": "etalab-2.0",
    "c-uda-1.0": "c-uda",
    "lgpllr": "lgpl-lr",
}
#: SPDX's endings of the GNU licences: this version alone, or any later one.
_GNU = re.compile(r"(a?gpl|lgpl)-(\d\.\d)(?:-only|-or-later|\+)?")


def hub_license(name: str) -> str:
    """Return the Hub's id of the licence with this SPDX id; "other" where it has none."""
    lower = name.lower()
    if gnu := _GNU.fullmatch(lower):
        lower = f"{gnu[1]}-{gnu[2]}"
    known = _SPDX_TO_HUB.get(lower, lower)
    return known if known in HUB_LICENSES else "other"


def license_entries(licenses: Any) -> dict[str, Any]:
    """Return `license` of a card, and for one that the Hub does not know `license_name` and `license_link`.

    Args:
        licenses: the descriptor's; the first one counts. Without one the licence is unknown.
    """
    first = licenses[0] if isinstance(licenses, list) and licenses else {}
    stated = first if isinstance(first, dict) else {}
    name, path = str(stated.get("name") or "unknown"), str(stated.get("path") or "")
    known = hub_license(name)
    if known != "other":
        return {"license": known}
    link = {"license_link": path} if path.startswith(("https://", "http://")) else {}
    return {"license": "other", "license_name": name.lower(), **link}
