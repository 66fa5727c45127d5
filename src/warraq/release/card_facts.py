"""What the card's template is given beside figures: how to load, whom to write to, what is fixed in code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from warraq.corpus.relate.copies import measure, shingles
from warraq.errors import UsageError
from warraq.release.card_front import WHOLE, files_of, has_config
from warraq.release.citation import authors
from warraq.release.hub.address import hub_address, is_hub_address, tag_of
from warraq.release.preview import table_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from warraq.model.descriptor import Descriptor
    from warraq.model.settings import ReleaseSettings

#: Stands where the repository's name would, until build/release.toml names one.
PLACEHOLDER = "ORG/NAME"
_HUB = "https://huggingface.co/datasets"
_CONTACT_ROLES = frozenset({"contact", "contactperson", "contactpoint"})


def card_facts(
    descriptor: Descriptor,
    resolved: Mapping[str, Any],
    settings: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the template's further variables.

    Keys: repository (`ORG/NAME` of the Hub, a placeholder where none is set) and `published` (whether one
    is), tag, hf and https (addresses of the release's files on the Hub), whole (the split of tables without
    splits); resources (of the release, each with name, rows, files, bytes, description and has_config);
    contact (see `contact`); maintainers (names); dealing (`[splits]` of build/release.toml); limits (what
    copies are told by).

    Args:
        settings: see `card_settings`.
    """
    repository = settings.get("repository")
    name, tag = repository or PLACEHOLDER, tag_of(str(resolved["version"]))
    return {
        "repository": name,
        "published": repository is not None,
        "tag": tag,
        "hf": f"hf://datasets/{name}@{tag}",
        "https": f"{_HUB}/{name}/resolve/{tag}",
        "whole": WHOLE,
        "resources": [_resource(descriptor, one) for one in resolved["resources"]],
        "contact": contact(resolved, repository),
        "maintainers": authors(resolved),
        "dealing": settings.get("splits") or {},
        "limits": _limits(),
    }


def card_settings(settings: ReleaseSettings) -> dict[str, Any]:
    """Return what a card says of build/release.toml, as build.lock keeps it.

    Keys: splits (all of `[splits]`), and repository: `ORG/NAME` of the Hub that `[publish] to` names, or
    None. A folder that it names instead is nobody's business but the maintainer's.
    """
    return {
        "splits": settings.splits.model_dump(mode="json"),
        "repository": _repository(settings.publish.to or ""),
    }


def _repository(target: str) -> str | None:
    if not is_hub_address(target):
        return None
    try:
        return hub_address(target, "publish.to").repository
    except UsageError:  # publishing will refuse it; a release can be cut without
        return None


def contact(package: Mapping[str, Any], repository: str | None) -> str | None:
    """Return whom to write to, as an address or e-mail address.

    That is the first of `contributors` with the role of contact that has an `email` or `path`, else the first
    with either, else the package's `homepage`, else the discussions of the repository on the Hub; None where
    there is none of these.
    """
    contributors = package.get("contributors")
    people = [one for one in contributors if isinstance(one, dict)] if isinstance(contributors, list) else []
    named = sorted(people, key=lambda one: not _is_contact(one))
    ways = [one.get(key) for one in named for key in ("email", "path")]
    discussions = f"{_HUB}/{repository}/discussions" if repository else None
    return next((str(way) for way in (*ways, package.get("homepage"), discussions) if way), None)


def _is_contact(person: Mapping[str, Any]) -> bool:
    roles = person.get("roles")
    stated = roles if isinstance(roles, list) else [person.get("role")]
    return not _CONTACT_ROLES.isdisjoint(str(role).lower() for role in stated)


def _resource(descriptor: Descriptor, resource: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": resource["name"],
        "rows": resource["rows"],
        "files": len(files_of(resource)),
        "bytes": resource["bytes"],
        "description": table_of(descriptor, resource).description,
        "has_config": has_config(resource),
    }


def _limits() -> dict[str, float]:
    """Return what copies are told by: words are those that the fewest runs of words need."""
    more = shingles.SHINGLE_WORDS - 1
    return {
        "run_words": shingles.SHINGLE_WORDS,
        "copied": measure.COPY,
        "abridged": measure.ABRIDGED,
        "copy_words": measure.LEAST_COPY + more,
        "abridged_words": measure.LEAST_ABRIDGED + more,
    }
